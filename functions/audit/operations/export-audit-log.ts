import * as z from "zod";
import { exportRequestedV1 } from "#events/audit/export-requested.v1.ts";
import { fact } from "#events/envelope.ts";
import { newExport } from "#functions/audit/domain/export-job.ts";
import { exampleExport, exportView, exportViewOf } from "#functions/audit/operations/export-view.ts";
import type { AskToExport, Exports } from "#functions/audit/ports.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import type { NewId } from "#functions/kernel/ids.ts";
import { operation } from "#functions/kernel/operation.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

interface Deps {
  readonly exports: Exports;
  readonly askToExport: AskToExport;
  readonly commit: CommitWrites;
  readonly newId: NewId;
  readonly clock: Clock;
}

/** The message to the jobs function is sent again with each resent request, so that none is lost for good. */
export const exportAuditLog = operation({
  name: "exportAuditLog",
  summary: "Have the whole log written into a file that `tenure-audit verify` checks offline.",
  permission: "audit:read",
  sensitive: true,
  input: z.strictObject({}),
  output: exportView,
  problems: [],
  example: { input: {}, output: exampleExport },
  run:
    ({ exports, askToExport, commit, newId, clock }: Deps) =>
    async (actor) => {
      const job = newExport(actor.tenantId, newId("aex"), clock());
      const answer = await commit(actor, {
        changes: [exports.add(job)],
        events: [fact(exportRequestedV1, { sequence: 1, data: { exportId: job.id } })],
        answer: exportViewOf(job),
      });
      await askToExport(actor.tenantId, answer.id);
      return answer;
    },
});
