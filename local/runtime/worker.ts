import { pathToFileURL } from "node:url";
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { EnvironmentData, Failure, Invocation, Message } from "./messages.ts";

/**
 * The inside of one execution environment: loads a bundle, then answers one invocation at a time. Between
 * invocations the thread sleeps on a shared cell, so its timers, sockets and loose promises stand still, as they do
 * on AWS when the environment is frozen.
 */

type Handler = (event: unknown, context: object) => unknown;

// Lambda's limit of a synchronous answer, in bytes.
const MAX_ANSWER = 6_291_556;

const data: EnvironmentData = workerData;
const thaw = new Int32Array(data.thaw);

const tell = (message: Message): void => parentPort?.postMessage(message);

// A worker's own streams wait for the parent to take each chunk, which a frozen thread never hears of.
for (const stream of [process.stdout, process.stderr])
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    tell({ kind: "log", text: typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8") });
    const written = rest.at(-1);
    if (typeof written === "function") process.nextTick(() => written());
    return true;
  };

const failureOf = (error: unknown): Failure =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? "").split("\n") }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

function crash(error: unknown, errorType?: string): never {
  const failure = failureOf(error);
  tell({ kind: "crash", failure: { ...failure, errorType: errorType ?? failure.errorType } });
  process.exit(1);
}

process.on("uncaughtException", (error) => crash(error));
process.on("unhandledRejection", (error) => crash(error, "Runtime.UnhandledPromiseRejection"));

async function load(): Promise<Handler> {
  const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(data.file).href);
  const handler = module[data.exportName];
  if (typeof handler !== "function")
    crash(new Error(`${data.exportName} is undefined or not exported`), "Runtime.HandlerNotFound");
  return (event, context) => handler(event, context);
}

function contextOf({ requestId, timeoutMs }: Invocation): object {
  const deadline = Date.now() + timeoutMs;
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: data.functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: data.functionArn,
    memoryLimitInMB: data.memoryLimitInMB,
    logGroupName: `/aws/lambda/${data.functionName}`,
    logStreamName: data.logStreamName,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

async function answer(handler: Handler, invocation: Invocation): Promise<Message> {
  try {
    const json = JSON.stringify((await handler(JSON.parse(invocation.event), contextOf(invocation))) ?? null);
    const size = Buffer.byteLength(json);
    return size <= MAX_ANSWER ? { kind: "answer", json } : { kind: "failure", failure: tooLarge(size) };
  } catch (error) {
    return { kind: "failure", failure: failureOf(error) };
  }
}

const tooLarge = (size: number): Failure => ({
  errorType: "Function.ResponseSizeTooLarge",
  errorMessage: `Response payload size (${size} bytes) exceeded maximum allowed payload size (${MAX_ANSWER} bytes).`,
  trace: [],
});

function frozenUntilInvoked(): Invocation {
  Atomics.wait(thaw, 0, 0);
  Atomics.store(thaw, 0, 0);
  if (!parentPort) throw new Error("This file runs as a worker only");
  const received = receiveMessageOnPort(parentPort);
  if (!received) throw new Error("Thawed without an invocation");
  return received.message;
}

const handler = await load().catch((error: unknown) => crash(error));
tell({ kind: "ready" });
for (;;) tell(await answer(handler, frozenUntilInvoked()));
