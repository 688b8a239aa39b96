import { setTimeout as sleep } from "node:timers/promises";

const pollMs = 200;

/** Asks again and again until there is an answer. @throws Error when none came in time. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  withinMs = 30_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}`);
    await sleep(pollMs);
  }
}
