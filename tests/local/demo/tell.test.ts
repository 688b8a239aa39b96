import { expect, test } from "vitest";
import { teller } from "#local/demo/tell.ts";

test("without a terminal, progress is told when nothing else was for five seconds", () => {
  const lines: string[] = [];
  let now = 0;
  const tell = teller(false, { print: (line) => lines.push(line), clock: () => now });
  tell.say("It begins");
  tell.progress("Importing", 0, null);
  now = 5_000;
  tell.progress("Importing", 0, null);
  now = 9_999;
  tell.progress("Importing", 10, 40);
  now = 10_000;
  tell.progress("Importing", 20, 40);
  tell.progress("Importing", 40, 40);
  expect(lines).toEqual(["  It begins", "  Importing …", "  Importing: 20 of 40"]);
});
