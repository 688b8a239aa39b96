import { punchOperation } from "#functions/time/operations/record-punch.ts";

/** Opens the person's session; there is never more than one, whoever races. */
export const clockIn = punchOperation("clock-in", "clockIn", "Begin work.", ["time.already-clocked-in"]);
