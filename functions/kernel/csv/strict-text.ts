import { isUtf8 } from "node:buffer";
import { refuse } from "#functions/kernel/errors/app-error.ts";

type Bytes = AsyncIterable<Uint8Array>;

/**
 * Passes on what is UTF-8 text and stops at the first byte that is not: the parser would quietly put U+FFFD there.
 * @throws AppError `jobs.file-encoding` for UTF-16, other encodings and NUL bytes; kind `invalid`.
 */
export async function* strictText(bytes: Bytes): AsyncGenerator<Buffer> {
  let carried: Buffer = Buffer.alloc(0);
  let first = true;
  for await (const part of bytes) {
    const whole = Buffer.concat([carried, part]);
    if (first && whole.length >= 2) {
      refuseUtf16(whole);
      first = false;
    }
    const end = whole.length - unfinished(whole);
    if (end > 0) yield checked(whole.subarray(0, end));
    carried = whole.subarray(end);
  }
  if (carried.length > 0) yield checked(carried);
}

function refuseUtf16(start: Buffer): void {
  const mark = start.readUInt16BE(0);
  if (mark === 0xfffe || mark === 0xfeff)
    refuse("invalid", "jobs.file-encoding", "The file is UTF-16; save it as CSV UTF-8");
}

function checked(text: Buffer): Buffer {
  if (text.includes(0)) refuse("invalid", "jobs.file-encoding", "The file holds NUL bytes: it is not text");
  if (!isUtf8(text)) refuse("invalid", "jobs.file-encoding", "The file is not UTF-8; save it as CSV UTF-8");
  return text;
}

/** How many of the last bytes begin a character whose rest is still to come (RFC 3629 §3). */
function unfinished(text: Buffer): number {
  for (let back = 1; back <= Math.min(3, text.length); back++) {
    const byte = text[text.length - back] ?? 0;
    if (byte >= 0xc0) return back < lengthFrom(byte) ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

function lengthFrom(lead: number): number {
  if (lead >= 0xf0) return 4;
  return lead >= 0xe0 ? 3 : 2;
}
