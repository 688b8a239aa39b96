import {
  type Checkpoint,
  isGenuine,
  type PublicKey,
  readCheckpoint,
} from "#functions/audit/domain/checkpoint.ts";
import type { ExportEnd, ExportHeader } from "#functions/audit/domain/export-format.ts";
import { leafHash, rootOf } from "#functions/audit/domain/merkle.ts";
import { rootOfInclusion } from "#functions/audit/domain/verify.ts";
import { parseEntry, parseLine } from "./parse-line.ts";
import { readLines } from "./read-lines.ts";
import { type Scan, scan } from "./scan.ts";
import type { Fault, Verdict } from "./verdict.ts";

/** What the reader knows from elsewhere. */
export interface Trust {
  readonly key?: PublicKey | undefined;
  /** Compact JWS of a checkpoint that the reader kept from before. */
  readonly checkpoint?: string | undefined;
}

const base64 = (hash: Uint8Array): string => Buffer.from(hash).toString("base64");

/**
 * Checks an export against itself and what is known from elsewhere: every entry is the one that was signed, in its
 * place, and none is missing. Reads the file once; a second time, to find the entry, only when it does not hold.
 */
export async function verifyExport(file: string, trust: Trust = {}): Promise<Verdict> {
  const earlier = trust.checkpoint === undefined ? undefined : readCheckpoint(trust.checkpoint);
  const found = await scan(readLines(file), earlier?.size);
  const { header } = found;
  const key = trust.key ?? header?.key;
  const fault = found.fault ?? (await faultOf(file, found, { ...trust, key }, earlier));
  return {
    verified: fault === undefined,
    tenantId: header?.tenantId,
    entries: found.entries,
    root: base64(rootOf(found.frontier)),
    key: key?.kid,
    fault,
  };
}

async function faultOf(
  file: string,
  found: Scan,
  { key, checkpoint: earlierJws }: Trust,
  earlier: Checkpoint | undefined,
): Promise<Fault | undefined> {
  const { header, end } = found;
  if (!header || !end || !key) return { problem: "not-an-export", message: "The file tells no key" };
  const checkpoint = readCheckpoint(end.checkpoint);
  return (
    signatureFault(end, header, key) ??
    (checkpoint &&
      (sizeFault(found, checkpoint, header, end) ?? (await rootFault(file, found, checkpoint)))) ??
    (earlierJws === undefined ? undefined : earlierFault(found, earlierJws, earlier, key))
  );
}

function signatureFault(
  { checkpoint: jws }: ExportEnd,
  header: ExportHeader,
  key: PublicKey,
): Fault | undefined {
  if (key.kid !== header.key.kid)
    return {
      problem: "other-key",
      message: `The file names the key ${header.key.kid}, not the trusted ${key.kid}`,
    };
  const checkpoint = readCheckpoint(jws);
  if (!checkpoint || !isGenuine(jws, key))
    return { problem: "forged-signature", message: "The checkpoint was not signed by the key" };
  if (checkpoint.tenantId !== header.tenantId)
    return { problem: "other-log", message: `The checkpoint is that of ${checkpoint.tenantId}` };
  return undefined;
}

function sizeFault(
  { entries }: Scan,
  { size }: Checkpoint,
  header: ExportHeader,
  end: ExportEnd,
): Fault | undefined {
  if (entries < size)
    return {
      problem: "missing",
      index: entries,
      message: `${size - entries} entries are missing at the end`,
    };
  if (entries > size)
    return { problem: "added", index: size, message: "Entries follow that nobody has signed" };
  if (header.size !== size || end.entries !== size)
    return { problem: "changed", message: "The first or last line tells another number of entries" };
  return undefined;
}

async function rootFault(
  file: string,
  { frontier }: Scan,
  { root, size }: Checkpoint,
): Promise<Fault | undefined> {
  if (base64(rootOf(frontier)) === root) return undefined;
  // Each line proves itself, so the first that cannot is the first that was changed.
  for await (const { number: line, text } of readLines(file)) {
    const entry = parseEntry(parseLine(text) ?? {});
    if (!entry) continue;
    const { index, id, leaf, proof } = entry;
    const led = rootOfInclusion(leafHash(leaf), index, size, proof);
    if (!led || base64(led) !== root)
      return { problem: "changed", index, id, line, message: "The entry is not the one that was signed" };
  }
  return { problem: "other-log", message: "The entries do not lead to the signed root" };
}

function earlierFault(
  { entries, earlierRoot }: Scan,
  jws: string,
  earlier: Checkpoint | undefined,
  key: PublicKey,
): Fault | undefined {
  if (!earlier || !isGenuine(jws, key))
    return { problem: "forged-signature", message: "The earlier checkpoint was not signed by the key" };
  if (earlier.size > entries)
    return {
      problem: "truncated",
      index: entries,
      message: `The earlier checkpoint covers ${earlier.size} entries`,
    };
  if (!earlierRoot || base64(earlierRoot) !== earlier.root)
    return {
      problem: "inconsistent",
      message: `The first ${earlier.size} entries are not those of the earlier checkpoint`,
    };
  return undefined;
}
