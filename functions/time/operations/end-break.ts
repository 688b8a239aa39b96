import { punchOperation } from "#functions/time/operations/record-punch.ts";

/** Ends the break that the person is on. */
export const endBreak = punchOperation("break-end", "endBreak", "End a break.", [
  "time.not-clocked-in",
  "time.not-on-break",
]);
