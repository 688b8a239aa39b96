import * as z from "zod";
import { leafHash } from "#functions/audit/domain/merkle.ts";
import { inclusionProof } from "#functions/audit/domain/proofs.ts";
import { base64, checkpointView, exampleCheckpoint } from "#functions/audit/operations/checkpoint-view.ts";
import { exampleRecord, exampleRoot, recordView } from "#functions/audit/operations/entry-view.ts";
import { findEntry } from "#functions/audit/operations/find-entry.ts";
import type { Entries, Log, ReadTree } from "#functions/audit/ports.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { idPattern } from "#functions/kernel/ids.ts";
import { operation } from "#functions/kernel/operation.ts";

interface Deps {
  readonly entries: Entries;
  readonly log: Log;
  readonly tree: ReadTree;
}

const soon = { retryAfterSeconds: 1 };

export const proveAuditEntry = operation({
  name: "proveAuditEntry",
  summary: "Get the proof (RFC 9162 §2.1.3) that an entry is in the log that the latest checkpoint signs.",
  permission: "audit:read",
  input: z.strictObject({ id: z.string().regex(idPattern("cmd")) }),
  output: z.object({
    entry: recordView.meta({ description: "Its canonical JSON (RFC 8785) behind a byte 0 gives `leafHash`" }),
    index: z.int(),
    leafHash: z.string(),
    proof: z.array(z.string()).meta({ description: "Base64, nearest the leaf first" }),
    checkpoint: checkpointView,
  }),
  problems: ["audit.no-such-entry", "audit.not-yet-placed"],
  example: {
    input: { id: exampleRecord.id },
    output: {
      entry: exampleRecord,
      index: 0,
      leafHash: exampleRoot,
      proof: [exampleRoot],
      checkpoint: exampleCheckpoint,
    },
  },
  run:
    ({ entries, log, tree }: Deps) =>
    async ({ tenantId }, { id }) => {
      const [{ leaf, index }, { checkpoint }] = await Promise.all([
        findEntry(entries, tenantId, id),
        log.head(tenantId),
      ]);
      if (index === undefined || checkpoint === undefined || index >= checkpoint.size)
        return refuse("conflict", "audit.not-yet-placed", "No checkpoint covers this entry yet", soon);
      const proof = await inclusionProof(index, checkpoint.size, tree(tenantId));
      const entry = recordView.parse(JSON.parse(leaf));
      return { entry, index, leafHash: base64(leafHash(leaf)), proof: proof.map(base64), checkpoint };
    },
});
