import * as z from "zod";
import type { Probes } from "#functions/docs/ports.ts";
import { publicOperation } from "#functions/kernel/operation.ts";

interface Deps {
  readonly probes: Probes;
}

export const readReadiness = publicOperation({
  name: "readReadiness",
  summary: "Tell whether all that the stamp stands on can be reached.",
  input: z.strictObject({}),
  output: z.object({
    status: z.enum(["ready", "not-ready"]),
    checks: z.record(z.string(), z.enum(["ok", "failed"])),
  }),
  problems: [],
  example: {
    input: {},
    output: { status: "ready", checks: { tenantTable: "ok", identityTable: "ok" } },
  },
  run:
    ({ probes }: Deps) =>
    async () => {
      const checks = Object.entries(await probes.run());
      const isReady = checks.every(([, answered]) => answered);
      return {
        status: isReady ? ("ready" as const) : ("not-ready" as const),
        checks: Object.fromEntries(
          checks.map(([name, answered]) => [name, answered ? ("ok" as const) : ("failed" as const)]),
        ),
      };
    },
});
