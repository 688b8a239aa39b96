import * as z from "zod";
import { publicOperation } from "#functions/kernel/operation.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

interface Deps {
  readonly stamp: string;
  readonly version: string;
  readonly clock: Clock;
}

export const readHealth = publicOperation({
  name: "readHealth",
  summary: "Tell that the stamp answers, and which it is.",
  input: z.strictObject({}),
  output: z.object({
    status: z.literal("ok"),
    stamp: z.string(),
    version: z.string(),
    time: z.iso.datetime(),
  }),
  problems: [],
  example: {
    input: {},
    output: { status: "ok", stamp: "pool", version: "1.0.0", time: "2026-11-20T09:00:00.000Z" },
  },
  run:
    ({ stamp, version, clock }: Deps) =>
    async () => ({ status: "ok" as const, stamp, version, time: clock().toISOString() }),
});
