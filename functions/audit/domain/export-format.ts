import { canonicalJson } from "#functions/audit/domain/canonical-json.ts";
import type { PublicKey } from "#functions/audit/domain/checkpoint.ts";

/** First line of an export. Every line is canonical JSON (RFC 8785), so that a changed byte is a changed line. */
export interface ExportHeader {
  readonly format: "tenure.audit-export.v1";
  readonly tenantId: string;
  /** Entries that follow. */
  readonly size: number;
  readonly key: PublicKey;
}

/** Last line. */
export interface ExportEnd {
  /** Compact JWS. */
  readonly checkpoint: string;
  readonly entries: number;
}

export const headerLine = (header: ExportHeader): string => `${canonicalJson(header)}\n`;

/**
 * One entry. With the checkpoint, the line proves itself: its inclusion proof (base64) leads from the entry to the signed
 * root.
 * @param leaf the entry as canonical JSON, as it was hashed.
 */
export const entryLine = (leaf: string, index: number, proof: readonly Uint8Array[]): string => {
  const hashes = proof.map((hash) => `"${Buffer.from(hash).toString("base64")}"`);
  return `{"entry":${leaf},"index":${index},"proof":[${hashes.join(",")}]}\n`;
};

export const endLine = (end: ExportEnd): string => `${canonicalJson(end)}\n`;
