import { get, post } from "#functions/kernel/http/route.ts";
import { timeImports } from "#functions/time/imports/time-import-api.ts";
import { clockIn } from "#functions/time/operations/clock-in.ts";
import { clockOut } from "#functions/time/operations/clock-out.ts";
import { endBreak } from "#functions/time/operations/end-break.ts";
import { listPunches } from "#functions/time/operations/list-punches.ts";
import { readMonth } from "#functions/time/operations/read-month.ts";
import { startBreak } from "#functions/time/operations/start-break.ts";

export const timeRoutes = [
  post("/v1/time/clock-in", clockIn),
  post("/v1/time/clock-out", clockOut),
  post("/v1/time/break-start", startBreak),
  post("/v1/time/break-end", endBreak),
  get("/v1/time/punches", listPunches),
  get("/v1/time/employees/{employeeId}/months/{month}", readMonth),
  post("/v1/time/imports", timeImports.start),
  post("/v1/time/imports/{id}/start", timeImports.run, { status: 202 }),
  get("/v1/time/imports/{id}", timeImports.read),
  get("/v1/time/imports/{id}/errors", timeImports.listErrors),
  post("/v1/time/imports/{id}/cancel", timeImports.cancel, { status: 202 }),
  post("/v1/time/imports/{id}/resume", timeImports.resume, { status: 202 }),
] as const;
