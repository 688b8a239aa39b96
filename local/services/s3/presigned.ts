import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { AwsError } from "#local/services/aws-error.ts";
import type { AwsHead } from "#local/services/service.ts";

const refuse = (code: string, message: string, status = 403) => new AwsError(code, message, status);

interface PresignedOptions {
  readonly secretOf: (accessKeyId: string) => string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export const isPresigned = ({ query }: AwsHead): boolean =>
  query.has("X-Amz-Credential") || query.has("X-Amz-Signature");

/**
 * Checks a presigned URL: its time, its signature (Signature Version 4 by query parameters) and that no
 * `x-amz-*` header came along unsigned. Refuses as S3 does.
 */
export function verifyPresigned(head: AwsHead, { secretOf, now }: PresignedOptions): void {
  const [signedAt, seconds] = timesOf(head.query);
  if (signedAt - now > 15 * 60_000) throw refuse("AccessDenied", "Request is not valid yet");
  if (now > signedAt + seconds * 1000) throw refuse("AccessDenied", "Request has expired");
  const secret = secretOf(head.accessKeyId ?? "");
  if (secret === undefined)
    throw refuse("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.");
  const signed = (head.query.get("X-Amz-SignedHeaders") ?? "").split(";");
  const unsigned = Object.keys(head.headers).find(
    (name) => name.startsWith("x-amz-") && !signed.includes(name),
  );
  if (unsigned)
    throw refuse(
      "AccessDenied",
      `There were headers present in the request which were not signed: ${unsigned}`,
    );
  const given = Buffer.from(head.query.get("X-Amz-Signature") ?? "", "hex");
  const wanted = signatureOf(head, signed, secret);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
    throw refuse(
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    );
}

// When it was signed, and for how many seconds.
function timesOf(query: URLSearchParams): [number, number] {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get("X-Amz-Date") ?? "") ?? [];
  const [year = 0, month = 1, day, hour, minute, second] = parts.map(Number);
  const seconds = Number(query.get("X-Amz-Expires") ?? "");
  const known = query.get("X-Amz-Algorithm") === "AWS4-HMAC-SHA256" && parts.length === 6;
  // A week at most (S3 API reference, "Authenticating Requests: Using Query Parameters").
  if (!known || !(Number.isInteger(seconds) && seconds >= 1 && seconds <= 604_800))
    throw refuse(
      "AuthorizationQueryParametersError",
      "Query-string authentication requires valid X-Amz-Algorithm, X-Amz-Date and X-Amz-Expires.",
      400,
    );
  return [Date.UTC(year, month - 1, day, hour, minute, second), seconds];
}

const hmac = (key: Buffer | string, text: string): Buffer => createHmac("sha256", key).update(text).digest();

function signatureOf(head: AwsHead, signed: readonly string[], secret: string): Buffer {
  const scope = (head.query.get("X-Amz-Credential") ?? "").split("/").slice(1);
  const request = createHash("sha256").update(canonical(head, signed)).digest("hex");
  const text = ["AWS4-HMAC-SHA256", head.query.get("X-Amz-Date"), scope.join("/"), request].join("\n");
  return hmac(scope.reduce<Buffer | string>(hmac, `AWS4${secret}`), text);
}

function canonical({ method, path, query, headers }: AwsHead, signed: readonly string[]): string {
  const parameters = [...query]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort();
  const lines = signed.map((name) => `${name}:${(headers[name] ?? "").trim().replace(/\s+/g, " ")}\n`);
  const payload = headers["x-amz-content-sha256"] ?? query.get("X-Amz-Content-Sha256") ?? "UNSIGNED-PAYLOAD";
  return [method, path, parameters.join("&"), lines.join(""), signed.join(";"), payload].join("\n");
}

// RFC 3986 unreserved characters stand for themselves, all others do not.
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
