import fc from "fast-check";
import { expect, test } from "vitest";
import { type AddToCounter, batchOf, limiter } from "#functions/kernel/limits/limiter.ts";
import type { Quota } from "#functions/kernel/limits/plans.ts";

/** A stamp: many environments, one shared table of counters. Counting beside a request lands whenever `land` says. */
function stamp(environments: number, quota: Quota) {
  const world = { now: 0, adds: 0, down: false, failures: 0 };
  const counters = new Map<number, number>();
  const add: AddToCounter = async (window, by) => {
    world.adds += 1;
    if (world.down) throw new Error("away");
    const total = (counters.get(window) ?? 0) + by;
    counters.set(window, total);
    return total;
  };
  const onFailure = () => {
    world.failures += 1;
  };
  const takers = Array.from({ length: environments }, () =>
    limiter({ clock: () => new Date(world.now), onFailure }),
  );
  const bucket = { name: "user", key: "u", quota, add };
  const ask = async (environment: number) => {
    const ticket = await takers[environment % environments]?.(bucket);
    await ticket?.settled;
    return ticket;
  };
  return { world, ask };
}

const quota = { limit: 1000, windowSeconds: 900 };

test("over many environments nobody is refused too early, and few are let in too late", async () => {
  const scenario = fc.record({
    environments: fc.integer({ min: 1, max: 40 }),
    limit: fc.constantFrom(10, 60, 100, 1000),
    demand: fc.integer({ min: 1, max: 2500 }),
    routes: fc.array(fc.nat({ max: 39 }), { minLength: 1, maxLength: 50 }),
    gapMs: fc.constantFrom(0, 5, 200),
  });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ environments, limit, demand, routes, gapMs }) => {
      const own = { limit, windowSeconds: 900 };
      const { world, ask } = stamp(environments, own);
      let admitted = 0;
      for (let i = 0; i < demand; i += 1) {
        // All within the first window, wherever it begins.
        if (world.now + gapMs < 1000) world.now += gapMs;
        const ticket = await ask(routes[i % routes.length] ?? 0);
        if (ticket?.admitted) admitted += 1;
        else expect(admitted).toBeGreaterThanOrEqual(limit);
      }
      expect(admitted).toBeGreaterThanOrEqual(Math.min(demand, limit));
      expect(admitted).toBeLessThanOrEqual(limit + environments * batchOf(own));
    }),
    { numRuns: 60, seed: 7 },
  );
});

test("environments that all answer at the same time stay within the bound", async () => {
  const { ask } = stamp(30, quota);
  let admitted = 0;
  for (let round = 0; round < 60; round += 1) {
    const tickets = await Promise.all(Array.from({ length: 30 }, (_, environment) => ask(environment)));
    admitted += tickets.filter((ticket) => ticket?.admitted).length;
  }
  expect(admitted).toBeGreaterThanOrEqual(1000);
  expect(admitted).toBeLessThanOrEqual(1000 + 30 * batchOf(quota));
});

test("far from the limit, most requests do not touch the counter", async () => {
  const { world, ask } = stamp(1, quota);
  for (let i = 0; i < 500; i += 1) await ask(0);
  expect(world.adds).toBe(50);
});

test("far from the limit, a request does not wait for the counter; near it, it does", async () => {
  const totals = [Promise.resolve(9), new Promise<number>(() => {})];
  const add = () => totals.shift() ?? Promise.reject(new Error("Nothing more was to be counted"));
  const take = limiter({ clock: () => new Date(0), onFailure: () => {} });
  const bucket = { name: "user", key: "u", quota: { limit: 10, windowSeconds: 60 }, add };
  const first = await take(bucket);
  expect(first).toMatchObject({ admitted: true, usage: { remaining: 9 } });
  await first.settled;
  const waiting = new Promise((resolve) => setImmediate(resolve, "waiting"));
  expect(await Promise.race([take(bucket), waiting])).toBe("waiting");
});

test("what was counted is told after ten seconds, although it is little", async () => {
  const { world, ask } = stamp(1, quota);
  await ask(0);
  await ask(0);
  expect(world.adds).toBe(1);
  world.now += 10_000;
  await ask(0);
  expect(world.adds).toBe(2);
});

test("who is refused costs nothing until the window ends, and is told when that is", async () => {
  const { world, ask } = stamp(1, { limit: 5, windowSeconds: 60 });
  for (let i = 0; i < 5; i += 1) expect((await ask(0))?.admitted).toBe(true);
  const { adds } = world;
  for (let i = 0; i < 100; i += 1) expect((await ask(0))?.admitted).toBe(false);
  expect(world.adds).toBe(adds);
  const usage = (await ask(0))?.usage;
  expect(usage?.remaining).toBe(0);
  world.now += (usage?.resetSeconds ?? 0) * 1000;
  expect(await ask(0)).toMatchObject({ admitted: true, usage: { remaining: 4, resetSeconds: 60 } });
});

test("a counter that is away refuses nobody below the limit, and is reported", async () => {
  const { world, ask } = stamp(1, { limit: 20, windowSeconds: 60 });
  world.down = true;
  for (let i = 0; i < 20; i += 1) expect((await ask(0))?.admitted).toBe(true);
  expect(world.failures).toBeGreaterThan(0);
  // What this environment has seen with its own eyes it goes by all the same.
  expect((await ask(0))?.admitted).toBe(false);
});
