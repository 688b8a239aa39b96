import * as z from "zod";
import {
  checkpointView,
  exampleCheckpoint,
  latestCheckpoint,
} from "#functions/audit/operations/checkpoint-view.ts";
import type { Log } from "#functions/audit/ports.ts";
import { operation } from "#functions/kernel/operation.ts";

interface Deps {
  readonly log: Log;
}

export const readAuditCheckpoint = operation({
  name: "readAuditCheckpoint",
  summary: "Get the latest signed checkpoint. Keep it: what it covers can never be changed unnoticed.",
  permission: "audit:read",
  input: z.strictObject({}),
  output: checkpointView,
  problems: ["audit.no-checkpoint"],
  example: { input: {}, output: exampleCheckpoint },
  run:
    ({ log }: Deps) =>
    async ({ tenantId }) =>
      latestCheckpoint(log, tenantId),
});
