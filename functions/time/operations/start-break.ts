import { punchOperation } from "#functions/time/operations/record-punch.ts";

/** Begins a break in the person's session. */
export const startBreak = punchOperation("break-start", "startBreak", "Begin a break.", [
  "time.not-clocked-in",
  "time.already-on-break",
]);
