import * as z from "zod";
import { consistencyProof } from "#functions/audit/domain/proofs.ts";
import {
  base64,
  checkpointView,
  exampleCheckpoint,
  latestCheckpoint,
} from "#functions/audit/operations/checkpoint-view.ts";
import { exampleRoot } from "#functions/audit/operations/entry-view.ts";
import type { Log, ReadTree } from "#functions/audit/ports.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { operation } from "#functions/kernel/operation.ts";

interface Deps {
  readonly log: Log;
  readonly tree: ReadTree;
}

export const proveAuditConsistency = operation({
  name: "proveAuditConsistency",
  summary: "Get the proof (RFC 9162 §2.1.4) that a log you have a checkpoint of is the beginning of today's.",
  permission: "audit:read",
  input: z.strictObject({
    from: z.int().min(1).meta({ description: "Size in the checkpoint that you have" }),
  }),
  output: z.object({ from: z.int(), proof: z.array(z.string()), checkpoint: checkpointView }),
  problems: ["audit.no-checkpoint", "audit.no-such-size"],
  example: { input: { from: 1 }, output: { from: 1, proof: [exampleRoot], checkpoint: exampleCheckpoint } },
  run:
    ({ log, tree }: Deps) =>
    async ({ tenantId }, { from }) => {
      const checkpoint = await latestCheckpoint(log, tenantId);
      if (from > checkpoint.size)
        refuse("conflict", "audit.no-such-size", `The latest checkpoint covers ${checkpoint.size} entries`);
      const proof = await consistencyProof(from, checkpoint.size, tree(tenantId));
      return { from, proof: proof.map(base64), checkpoint };
    },
});
