import { randomBytes } from "node:crypto";
import type { Reply } from "#tests/support/tenant.ts";

/** A name that nobody else uses. */
export const unique = () => `r${randomBytes(6).toString("hex")}`;

/** Asks so many times without waiting for an answer. */
export const atOnce = <Answer>(count: number, ask: (at: number) => Promise<Answer>): Promise<Answer[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => ask(at)));

/** How often each answer came: `{ "201": 1, "409 time.already-clocked-in": 49 }`. */
export function tally(replies: readonly Reply[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of replies) {
    const name = status < 300 ? `${status}` : `${status} ${body.code}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
