import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import type { Failure } from "./messages.ts";

/** Where the functions' log lines go. */
export interface LogSink {
  readonly write: (fn: string, text: string) => void;
  readonly error: (fn: string, requestId: string, failure: Failure) => void;
  readonly close: () => Promise<void>;
}

/** Writes each line to `file`, the function's name before it, and tells failures to `alert` as well. */
export function logSink(file: string, alert: (line: string) => void): LogSink {
  const stream = createWriteStream(file, { flags: "a" });
  const write = (fn: string, text: string): void => {
    for (const line of text.split("\n")) if (line.trim() !== "") stream.write(`${fn} ${line}\n`);
  };
  return {
    write,
    error: (fn, requestId, { errorType, errorMessage, trace }) => {
      write(fn, `ERROR ${requestId} ${JSON.stringify({ errorType, errorMessage, trace })}`);
      alert(`${fn} failed: ${errorType}: ${errorMessage}`);
    },
    close: () => ended(stream),
  };
}

const ended = (stream: Writable): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  stream.end(resolve);
  return promise;
};
