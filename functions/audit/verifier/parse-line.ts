import { canonicalJson } from "#functions/audit/domain/canonical-json.ts";
import { type PublicKey, thumbprint } from "#functions/audit/domain/checkpoint.ts";
import type { ExportEnd, ExportHeader } from "#functions/audit/domain/export-format.ts";

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The object that a line holds, or nothing if it is not the canonical text of one. */
export function parseLine(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMembers(value) && canonicalJson(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A public key, if it is one, under its true thumbprint. */
export function parseKey(value: unknown): PublicKey | undefined {
  if (!isMembers(value) || value["kty"] !== "EC" || value["crv"] !== "P-256") return undefined;
  const { x, y } = value;
  if (typeof x !== "string" || typeof y !== "string") return undefined;
  const key = { kty: "EC", crv: "P-256", x, y } as const;
  return { ...key, kid: thumbprint(key) };
}

export function parseHeader(text: string): ExportHeader | undefined {
  const { format, tenantId, size, key: given } = parseLine(text) ?? {};
  const key = parseKey(given);
  const isHeader = format === "tenure.audit-export.v1" && typeof tenantId === "string";
  return isHeader && typeof size === "number" && key ? { format, tenantId, size, key } : undefined;
}

export function parseEnd(line: Members): ExportEnd | undefined {
  const { checkpoint, entries } = line;
  return typeof checkpoint === "string" && typeof entries === "number" ? { checkpoint, entries } : undefined;
}

/** One entry of the log, as its line tells it. */
export interface EntryLine {
  readonly index: number;
  readonly id: string | undefined;
  readonly tenantId: unknown;
  /** The bytes that the tree hashes. */
  readonly leaf: string;
  readonly proof: readonly Uint8Array[];
}

export function parseEntry(line: Members): EntryLine | undefined {
  const { entry, index, proof } = line;
  if (!isMembers(entry) || typeof index !== "number" || !Array.isArray(proof)) return undefined;
  return {
    index,
    id: typeof entry["id"] === "string" ? entry["id"] : undefined,
    tenantId: entry["tenantId"],
    leaf: canonicalJson(entry),
    proof: proof.map((hash) => Buffer.from(String(hash), "base64")),
  };
}
