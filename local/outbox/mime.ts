/** What a person sees of a message in Internet Message Format (RFC 5322) with MIME parts (RFC 2045–2047). */
interface MimeMessage {
  readonly from: string;
  /** To, Cc and Bcc. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

interface Entity {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Reads a message; attachments are passed over. */
export function parseMime(bytes: Buffer): MimeMessage {
  // One byte a character, until a part says what its bytes mean.
  const root = entityOf(bytes.toString("latin1"));
  const header = (name: string) => decodeWords(root.headers.get(name) ?? "");
  const bodies = bodiesOf(root);
  return {
    from: header("from"),
    to: ["to", "cc", "bcc"].flatMap((name) => listOf(header(name))),
    subject: header("subject"),
    text: bodies.find(({ type }) => type === "text/plain")?.content ?? "",
    html: bodies.find(({ type }) => type === "text/html")?.content ?? "",
  };
}

function entityOf(source: string): Entity {
  const [, head = "", body = ""] = /^([\s\S]*?)\r?\n\r?\n([\s\S]*)$/.exec(source) ?? ["", source];
  const unfolded = head.replace(/\r?\n[ \t]+/g, " ");
  const headers = new Map<string, string>();
  for (const [, name = "", value = ""] of unfolded.matchAll(/^([!-9;-~]+):[ \t]*(.*?)\r?$/gm))
    headers.set(name.toLowerCase(), value);
  return { headers, body };
}

interface Body {
  readonly type: string;
  readonly content: string;
}

function bodiesOf(entity: Entity): Body[] {
  const contentType = entity.headers.get("content-type") ?? "text/plain";
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (/^attachment/i.test(entity.headers.get("content-disposition") ?? "")) return [];
  if (type.startsWith("multipart/"))
    return partsOf(entity.body, parameterOf(contentType, "boundary")).flatMap((part) =>
      bodiesOf(entityOf(part)),
    );
  const bytes = decodeTransfer(entity.body, entity.headers.get("content-transfer-encoding"));
  return [{ type, content: textOf(bytes, parameterOf(contentType, "charset")) }];
}

const parameterOf = (header: string, name: string): string => {
  const [, quoted, plain] =
    new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^;\\s]+))`, "i").exec(header) ?? [];
  return quoted ?? plain ?? "";
};

function partsOf(body: string, boundary: string): string[] {
  const [, ...parts] = `\n${body}`.split(`\n--${boundary}`);
  const end = parts.findIndex((part) => part.startsWith("--"));
  return parts
    .slice(0, end < 0 ? parts.length : end)
    .map((part) => part.replace(/^[ \t]*\r?\n/, "").replace(/\r$/, ""));
}

function decodeTransfer(body: string, encoding = "7bit"): Buffer {
  if (/^base64/i.test(encoding.trim())) return Buffer.from(body, "base64");
  if (/^quoted-printable/i.test(encoding.trim())) return quotedPrintable(body.replace(/[ \t]*=\r?\n/g, ""));
  return Buffer.from(body, "latin1");
}

const quotedPrintable = (text: string): Buffer =>
  Buffer.from(
    text.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );

function textOf(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset || "utf-8").decode(bytes);
  } catch {
    return bytes.toString("latin1");
  }
}

// `=?UTF-8?Q?…?=` and `=?UTF-8?B?…?=`; space between two of them does not count.
function decodeWords(value: string): string {
  return value
    .replace(/(=\?[^?]+\?[QB]\?[^?]*\?=)\s+(?==\?)/gi, "$1")
    .replace(/=\?([^?]+)\?([QB])\?([^?]*)\?=/gi, (_, charset: string, kind: string, word: string) =>
      textOf(
        kind.toUpperCase() === "B" ? Buffer.from(word, "base64") : quotedPrintable(word.replaceAll("_", " ")),
        charset,
      ),
    );
}

// Commas within quotes belong to a name.
const listOf = (addresses: string): string[] =>
  (addresses.match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+/g) ?? []).map((each) => each.trim()).filter(Boolean);
