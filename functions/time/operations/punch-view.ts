import * as z from "zod";
import { withOffset } from "#functions/time/domain/local-time.ts";
import type { Punch } from "#functions/time/domain/punch.ts";

/** A punch as its reader sees it; `at` shows the time of the place, with its offset. */
export const punchView = z.object({
  id: z.string(),
  employeeId: z.string(),
  sessionId: z.string(),
  kind: z.enum(["clock-in", "clock-out", "break-start", "break-end"]),
  at: z.iso.datetime({ offset: true }),
  timeZone: z.string(),
  recordedAt: z.iso.datetime(),
  source: z.enum(["live", "import"]),
});

export type PunchView = z.infer<typeof punchView>;

export const viewOf = ({ offset, ...punch }: Punch): PunchView => ({
  ...punch,
  at: withOffset(punch.at, offset),
});

export const examplePunch: PunchView = {
  id: "pun_01k9f3m8c0e8wv6b3d2a1q7z60",
  employeeId: "emp_01k9f3kxr4e5r9s3d2a1q7z5xy",
  sessionId: "wrk_01k9f3kyr4e5r9s3d2a1q7z5xy",
  kind: "clock-in",
  at: "2026-11-20T09:00:00.000+09:00",
  timeZone: "Asia/Tokyo",
  recordedAt: "2026-11-20T00:00:04.120Z",
  source: "live",
};
