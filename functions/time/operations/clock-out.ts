import { punchOperation } from "#functions/time/operations/record-punch.ts";

/** Ends the person's session, and a break that is still open with it. */
export const clockOut = punchOperation("clock-out", "clockOut", "End work.", ["time.not-clocked-in"]);
