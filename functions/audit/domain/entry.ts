import { canonicalJson } from "#functions/audit/domain/canonical-json.ts";

interface Subject {
  readonly kind: "user" | "key" | "system";
  readonly id: string;
}

/** What one command did, or would have done: the line of the audit trail. Personal fields stay encrypted in it. */
export interface AuditRecord {
  readonly id: string;
  readonly time: string;
  readonly tenantId: string;
  readonly actor: Subject;
  readonly onBehalfOf?: Subject | undefined;
  readonly operation: string;
  readonly requestId: string;
  readonly key: string;
  readonly outcome: "committed" | "denied" | "read";
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

/** A record as it is kept. */
export interface Entry {
  readonly tenantId: string;
  readonly id: string;
  readonly time: string;
  readonly operation: string;
  readonly actorId: string;
  /** The bytes of its leaf: the record as canonical JSON (RFC 8785). */
  readonly leaf: string;
  /** Its place in the tree, from 0, once it has one. */
  readonly index?: number | undefined;
}

export const entryOf = (record: AuditRecord): Entry => ({
  tenantId: record.tenantId,
  id: record.id,
  time: record.time,
  operation: record.operation,
  actorId: record.actor.id,
  leaf: canonicalJson(record),
});

/** The order in which entries that wait are placed. */
export const byAge = (a: Entry, b: Entry): number => (`${a.time}#${a.id}` < `${b.time}#${b.id}` ? -1 : 1);
