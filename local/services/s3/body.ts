import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32 } from "node:zlib";
import { AwsError } from "#local/services/aws-error.ts";
import { awsChunked } from "#local/services/s3/aws-chunked.ts";

interface StoredBody {
  readonly size: number;
  /** MD5 in hex, without quotes. */
  readonly md5: string;
  /** Checksum headers that came with the body and fit it, as in `x-amz-checksum-crc32`. */
  readonly checksums: Readonly<Record<string, string>>;
}

type Headers = Readonly<Record<string, string>>;

// The largest object of a single PUT: 5 GiB.
const largest = 5 * 2 ** 30;

/** Writes a request's body to a file as it comes, and checks every checksum that was sent before or behind it. */
export async function storeBody(
  request: IncomingMessage,
  headers: Headers,
  file: string,
): Promise<StoredBody> {
  if (Number(headers["x-amz-decoded-content-length"] ?? headers["content-length"] ?? 0) > largest)
    throw new AwsError("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
  const chunked =
    headers["content-encoding"]?.includes("aws-chunked") ||
    headers["x-amz-content-sha256"]?.startsWith("STREAMING-");
  const { decode, trailers } = awsChunked();
  const announced = Object.keys(headers)
    .concat(headers["x-amz-trailer"] ?? [])
    .join(",");
  const { meter, result } = metered(announced);
  try {
    const target = createWriteStream(file);
    await (chunked ? pipeline(request, decode, meter, target) : pipeline(request, meter, target));
    return checked(result(), headers, Object.fromEntries(trailers));
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

interface Metered {
  readonly size: number;
  readonly md5: Buffer;
  /** Base64, by algorithm. */
  readonly sums: Readonly<Record<string, string>>;
}

function metered(announced: string): { meter: Transform; result: () => Metered } {
  let size = 0;
  let crc = 0;
  const md5 = createHash("md5");
  const hashes = (["sha256", "sha1"] as const)
    .filter((name) => announced.includes(`x-amz-checksum-${name}`))
    .map((name) => [name, createHash(name)] as const);
  const meter = new Transform({
    transform(bytes: Buffer, _, done) {
      size += bytes.length;
      crc = crc32(bytes, crc);
      for (const hash of [md5, ...hashes.map(([, each]) => each)]) hash.update(bytes);
      done(null, bytes);
    },
  });
  const result = () => {
    const crcBytes = Buffer.alloc(4);
    crcBytes.writeUInt32BE(crc);
    const sums = Object.fromEntries(hashes.map(([name, hash]) => [name, hash.digest("base64")]));
    return { size, md5: md5.digest(), sums: { ...sums, crc32: crcBytes.toString("base64") } };
  };
  return { meter, result };
}

const badDigest = (what: string) =>
  new AwsError("BadDigest", `The ${what} you specified did not match what we received.`);

function checked({ size, md5, sums }: Metered, headers: Headers, trailers: Headers): StoredBody {
  const length = headers["x-amz-decoded-content-length"];
  if (length !== undefined && Number(length) !== size)
    throw new AwsError("IncompleteBody", "You did not provide the number of bytes specified.");
  const wanted = headers["content-md5"];
  if (wanted !== undefined && wanted !== md5.toString("base64")) throw badDigest("Content-MD5");
  return { size, md5: md5.toString("hex"), checksums: checksumsOf(sums, { ...headers, ...trailers }) };
}

function checksumsOf(sums: Metered["sums"], headers: Headers): Record<string, string> {
  const checksums: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const [, algorithm] = /^x-amz-checksum-(crc32|crc32c|crc64nvme|sha1|sha256)$/.exec(name) ?? [];
    if (!algorithm) continue;
    const sum = sums[algorithm];
    if (sum === undefined)
      throw new AwsError("NotImplemented", `The local cloud does not check ${algorithm}`, 501);
    if (sum !== value) throw badDigest(algorithm.toUpperCase());
    checksums[name] = value;
  }
  return checksums;
}
