import type { Environment } from "./environment.ts";
import type { Outcome } from "./functions.ts";
import type { Invocation } from "./messages.ts";

export interface PoolSettings {
  /** Environments at most; further invocations wait in order. */
  readonly size: number;
  readonly start: () => Environment;
  /** How long an unused environment is kept, unless it is the only one. */
  readonly idleMs: number;
}

export interface FunctionPool {
  readonly run: (invocation: Invocation) => Promise<Outcome>;
  /** Lets running invocations come to their end for at most `graceMs`, then ends every environment. */
  readonly stop: (graceMs: number) => Promise<void>;
}

/** The environments of one function. The one used last is used next, so that the others may be given back. */
export function createPool({ size, start, idleMs }: PoolSettings): FunctionPool {
  const all = new Set<Environment>();
  const running = new Set<Promise<Outcome>>();
  const places = createPlaces(size);
  let stopped = false;
  const drop = (environment: Environment): Promise<void> => {
    all.delete(environment);
    return environment.end();
  };
  const shelf = createShelf(idleMs, (environment) => void drop(environment));
  const begin = (): Environment => {
    const environment = start();
    all.add(environment);
    return environment;
  };
  const runHere = async (environment: Environment, invocation: Invocation): Promise<Outcome> => {
    const outcome = await environment.run(invocation);
    if (environment.alive() && !stopped) shelf.put(environment);
    else void drop(environment);
    return outcome;
  };
  const run = async (invocation: Invocation): Promise<Outcome> => {
    await places.take();
    const outcome = stopped ? tooLate : await runHere(shelf.take() ?? begin(), invocation);
    places.free();
    return outcome;
  };
  return {
    run: (invocation) => {
      const outcome = run(invocation).finally(() => running.delete(outcome));
      running.add(outcome);
      return outcome;
    },
    stop: async (graceMs) => {
      if (running.size > 0) await settledWithin([...running], graceMs);
      stopped = true;
      shelf.clear();
      await Promise.all([...all].map(drop));
    },
  };
}

const tooLate: Outcome = {
  ok: false,
  errorType: "Runtime.ExitError",
  errorMessage: "The local cloud has stopped",
  trace: [],
};

// So many at a time; a freed place is handed to the longest waiting.
function createPlaces(size: number) {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return {
    take: async (): Promise<void> => {
      if (taken >= size) await new Promise<void>((resolve) => waiting.push(resolve));
      else taken += 1;
    },
    free: (): void => {
      const next = waiting.shift();
      if (next) next();
      else taken -= 1;
    },
  };
}

// Unused environments: last in, first out; `expire` is told of one that nobody took for too long or that died. The last
// one stays: a function that is asked now and then is not to start anew each time.
function createShelf(idleMs: number, expire: (environment: Environment) => void) {
  const timers = new Map<Environment, NodeJS.Timeout>();
  const remove = (environment: Environment): void => {
    clearTimeout(timers.get(environment));
    timers.delete(environment);
  };
  return {
    put: (environment: Environment): void => {
      const retire = () => {
        if (timers.size === 1) return;
        remove(environment);
        expire(environment);
      };
      timers.set(environment, setTimeout(retire, idleMs).unref());
    },
    take: (): Environment | undefined => {
      for (const environment of [...timers.keys()].reverse()) {
        remove(environment);
        if (environment.alive()) return environment;
        expire(environment);
      }
      return undefined;
    },
    clear: (): void => {
      for (const environment of timers.keys()) remove(environment);
    },
  };
}

async function settledWithin(work: readonly Promise<unknown>[], limitMs: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, limitMs);
  await Promise.race([Promise.allSettled(work), late]);
  clearTimeout(timer);
}
