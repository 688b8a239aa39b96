import { createReadStream } from "node:fs";

/** A line of the file; numbers begin with 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/**
 * The file's lines, one after the other: it may be larger than memory. Only a line feed ends a line; node:readline would
 * also break at U+2028, which JSON strings may hold.
 */
export async function* readLines(file: string): AsyncGenerator<Line> {
  let number = 0;
  let rest = "";
  for await (const chunk of createReadStream(file, "utf8")) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    for (const text of lines) {
      number += 1;
      yield { number, text };
    }
  }
  if (rest !== "") yield { number: number + 1, text: rest };
}
