import { AwsError } from "#local/services/aws-error.ts";

interface AwsChunked {
  readonly decode: (source: AsyncIterable<Buffer>) => AsyncGenerator<Buffer>;
  /** Trailing headers, lower case; complete once all is decoded. */
  readonly trailers: ReadonlyMap<string, string>;
}

/**
 * Takes the framing off an `aws-chunked` body: `<size in hex>[;chunk-signature=…]\r\n<bytes>\r\n`, a chunk of size
 * zero, then trailing headers. Chunk signatures are not checked.
 */
export function awsChunked(): AwsChunked {
  const trailers = new Map<string, string>();
  async function* decode(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const reader = readerOf(source);
    for (let size = sizeOf(await reader.line()); size > 0; size = sizeOf(await reader.line())) {
      yield* reader.bytes(size);
      await reader.line();
    }
    for (let text = await reader.line(); text; text = await reader.line()) {
      const colon = text.indexOf(":");
      trailers.set(text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim());
    }
  }
  return { decode, trailers };
}

const broken = () =>
  new AwsError("IncompleteBody", "The aws-chunked body ends too early or is framed wrongly.");

function sizeOf(line: string | undefined): number {
  const [, hex] = /^([0-9a-fA-F]+)(?:;.*)?$/.exec(line ?? "") ?? [];
  if (!hex) throw broken();
  return Number.parseInt(hex, 16);
}

function readerOf(source: AsyncIterable<Buffer>) {
  const chunks = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  // Answers whether more has come.
  const more = async (): Promise<boolean> => {
    const next = await chunks.next();
    if (!next.done) rest = rest.length > 0 ? Buffer.concat([rest, next.value]) : next.value;
    return !next.done;
  };
  const take = (length: number): Buffer => {
    const bytes = rest.subarray(0, length);
    rest = rest.subarray(length);
    return bytes;
  };
  /** Up to the next line end, or to the end of all; `undefined` when nothing is left. */
  const line = async (): Promise<string | undefined> => {
    while (!rest.includes("\r\n") && (await more()));
    const end = rest.indexOf("\r\n");
    if (end < 0) return rest.length > 0 ? take(rest.length).toString("latin1") : undefined;
    return take(end + 2).toString("latin1", 0, end);
  };
  async function* bytes(length: number): AsyncGenerator<Buffer> {
    for (let missing = length; missing > 0; ) {
      if (rest.length === 0 && !(await more())) throw broken();
      const next = take(missing);
      missing -= next.length;
      yield next;
    }
  }
  return { line, bytes };
}
