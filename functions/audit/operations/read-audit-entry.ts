import * as z from "zod";
import { entryView, exampleRecord, viewOf } from "#functions/audit/operations/entry-view.ts";
import { findEntry } from "#functions/audit/operations/find-entry.ts";
import type { Entries } from "#functions/audit/ports.ts";
import { idPattern } from "#functions/kernel/ids.ts";
import { operation } from "#functions/kernel/operation.ts";

interface Deps {
  readonly entries: Entries;
}

export const readAuditEntry = operation({
  name: "readAuditEntry",
  summary: "Read one entry of the audit trail.",
  permission: "audit:read",
  input: z.strictObject({ id: z.string().regex(idPattern("cmd")) }),
  output: entryView,
  problems: ["audit.no-such-entry"],
  example: { input: { id: exampleRecord.id }, output: { ...exampleRecord, index: 0 } },
  run:
    ({ entries }: Deps) =>
    async ({ tenantId }, { id }) =>
      viewOf(await findEntry(entries, tenantId, id)),
});
