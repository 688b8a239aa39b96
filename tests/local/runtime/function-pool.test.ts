import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Environment } from "#local/runtime/environment.ts";
import { createPool } from "#local/runtime/function-pool.ts";
import type { Outcome } from "#local/runtime/functions.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const ok: Outcome = { ok: true, payload: null };
const invocation = (requestId: string) => ({ requestId, event: "{}", timeoutMs: 1_000 });

/** A pool whose environments answer when the test says so. */
function world(size: number) {
  const started: { alive: boolean; ended: boolean; ran: string[] }[] = [];
  const answers = new Map<string, (outcome: Outcome) => void>();
  const start = (): Environment => {
    const state = { alive: true, ended: false, ran: [] as string[] };
    started.push(state);
    return {
      alive: () => state.alive,
      run: ({ requestId }) => {
        state.ran.push(requestId);
        return new Promise((resolve) => answers.set(requestId, resolve));
      },
      end: async () => {
        state.ended = true;
      },
    };
  };
  const pool = createPool({ size, start, idleMs: 1_000 });
  const finish = async (id: string, outcome = ok) => {
    answers.get(id)?.(outcome);
    await vi.advanceTimersByTimeAsync(0);
  };
  const run = async (id: string) => {
    const outcome = pool.run(invocation(id));
    await vi.advanceTimersByTimeAsync(0);
    return outcome;
  };
  return {
    pool,
    run: (id: string) => void run(id),
    started,
    finish,
    settle: () => vi.advanceTimersByTimeAsync(0),
  };
}

describe("the environments of a function", () => {
  it("are given back when unused for a while, but for one", async () => {
    const { run, started, finish, settle } = world(3);
    for (const id of ["a", "b", "c"]) run(id);
    await settle();
    for (const id of ["a", "b", "c"]) await finish(id);
    await vi.advanceTimersByTimeAsync(1_001);
    expect(started.map(({ ended }) => ended)).toEqual([true, true, false]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(started.map(({ ended }) => ended)).toEqual([true, true, false]);
    run("d");
    await settle();
    expect(started[2]?.ran).toEqual(["c", "d"]);
  });

  it("are replaced when they have died, also while they rested", async () => {
    const { run, started, finish, settle } = world(1);
    run("a");
    await settle();
    await finish("a");
    const [first] = started;
    if (first) first.alive = false;
    run("b");
    await settle();
    expect(started.map(({ ran, ended }) => ({ ran, ended }))).toEqual([
      { ran: ["a"], ended: true },
      { ran: ["b"], ended: false },
    ]);
  });

  it("all end with the pool, and what runs has its grace first", async () => {
    const { pool, run, started, finish, settle } = world(2);
    run("a");
    run("b");
    await settle();
    await finish("a");
    const stopped = pool.stop(500);
    await vi.advanceTimersByTimeAsync(499);
    expect(started.map(({ ended }) => ended)).toEqual([false, false]);
    await vi.advanceTimersByTimeAsync(1);
    await stopped;
    expect(started.map(({ ended }) => ended)).toEqual([true, true]);
  });

  it("start none for what still waited when the pool ended", async () => {
    const { pool, run, started, finish, settle } = world(1);
    run("a");
    await settle();
    const waited = pool.run(invocation("b"));
    const stopped = pool.stop(0);
    await vi.advanceTimersByTimeAsync(1);
    await stopped;
    await finish("a");
    expect(await waited).toMatchObject({ ok: false, errorType: "Runtime.ExitError" });
    expect(started.map(({ ran, ended }) => ({ ran, ended }))).toEqual([{ ran: ["a"], ended: true }]);
  });
});
