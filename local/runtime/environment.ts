import { Worker } from "node:worker_threads";
import type { Outcome } from "./functions.ts";
import type { EnvironmentData, Failure, Invocation, Message } from "./messages.ts";

export interface EnvironmentSettings {
  readonly data: Omit<EnvironmentData, "thaw">;
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  /** How long the bundle may take to load. */
  readonly initMs: number;
  readonly log: (text: string) => void;
}

/** One execution environment. It runs one invocation at a time and is frozen between them. */
export interface Environment {
  readonly alive: () => boolean;
  readonly run: (invocation: Invocation) => Promise<Outcome>;
  /** Ends the thread at once, whatever it is doing. */
  readonly end: () => Promise<void>;
}

type Signal = Outcome | "ready";

const failed = (failure: Failure): Outcome => ({ ok: false, ...failure });

/** Starts an environment. What goes wrong while it loads is the outcome of its first run, as on AWS. */
export function startEnvironment(settings: EnvironmentSettings): Environment {
  const thaw = new SharedArrayBuffer(4);
  const worker = newWorker(settings, thaw);
  const signal = nextSignal();
  let alive = true;
  const die = (failure: Failure): void => {
    alive = false;
    signal.give(failed(failure));
    void worker.terminate();
  };

  worker.on("message", (message: Message) => {
    if (message.kind === "log") settings.log(message.text);
    else if (message.kind === "crash") die(message.failure);
    else signal.give(message.kind === "ready" ? "ready" : outcomeOf(message));
  });
  worker.on("error", (error) => die(exited(error.message)));
  worker.on("exit", (code) => die(exited(`exit status ${code}`)));

  const ready = signal.within(settings.initMs, () => die(timedOut("", settings.initMs)));
  return {
    alive: () => alive,
    run: async (invocation) => {
      const state = await ready;
      if (state !== "ready") return state;
      if (!alive) return failed(exited("it had ended"));
      const { requestId, timeoutMs } = invocation;
      const answer = signal.within(timeoutMs, () => die(timedOut(requestId, timeoutMs)));
      worker.postMessage(invocation);
      wake(thaw);
      return outcomeOnly(await answer);
    },
    end: async () => {
      die(exited("the environment was ended"));
      await worker.terminate();
    },
  };
}

// One thing is waited for at a time: the bundle to load, or the answer to an invocation.
function nextSignal() {
  let settle: ((signal: Signal) => void) | undefined;
  return {
    give: (signal: Signal) => settle?.(signal),
    within: (limitMs: number, late: () => void) =>
      new Promise<Signal>((resolve) => {
        const timer = setTimeout(late, limitMs);
        settle = (signal) => {
          clearTimeout(timer);
          settle = undefined;
          resolve(signal);
        };
      }),
  };
}

function wake(thaw: SharedArrayBuffer): void {
  const cell = new Int32Array(thaw);
  Atomics.store(cell, 0, 1);
  Atomics.notify(cell, 0);
}

const outcomeOnly = (signal: Signal): Outcome =>
  signal === "ready" ? failed(exited("it answered out of turn")) : signal;

const newWorker = ({ data, variables, memoryMb }: EnvironmentSettings, thaw: SharedArrayBuffer): Worker =>
  new Worker(new URL("./worker.ts", import.meta.url), {
    workerData: { ...data, thaw } satisfies EnvironmentData,
    env: variables,
    execArgv: ["--enable-source-maps"],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    // What it writes comes as messages; dozens of threads piped to our own streams would only make those warn of a leak.
    stdout: true,
    stderr: true,
  });

const outcomeOf = (message: Extract<Message, { kind: "answer" | "failure" }>): Outcome =>
  message.kind === "answer" ? { ok: true, payload: JSON.parse(message.json) } : failed(message.failure);

const exited = (reason: string): Failure => ({
  errorType: "Runtime.ExitError",
  errorMessage: `Runtime exited with error: ${reason}`,
  trace: [],
});

const timedOut = (requestId: string, limitMs: number): Failure => ({
  errorType: "Sandbox.Timedout",
  errorMessage: `RequestId: ${requestId} Error: Task timed out after ${(limitMs / 1000).toFixed(2)} seconds`,
  trace: [],
});
