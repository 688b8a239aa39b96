import { expect, test } from "vitest";
import { UsageError } from "#local/cli/options.ts";
import { readDemoOptions, usage } from "#local/demo/options.ts";

test("means the sample company on port 3000 when it says nothing", () => {
  expect(readDemoOptions([])).toEqual({
    people: undefined,
    in: undefined,
    out: undefined,
    platform: { url: "http://localhost:3000", port: 3000 },
    json: false,
  });
});

test("takes files and what to end with", () => {
  expect(readDemoOptions(["--people", "p", "--in", "i", "--out=o", "--json"])).toMatchObject({
    people: "p",
    in: "i",
    out: "o",
    json: true,
  });
});

test.each([
  ["http://localhost", "http://localhost", 80],
  ["http://127.0.0.1:3100/", "http://127.0.0.1:3100", 3100],
  ["http://[::1]:3100", "http://[::1]:3100", 3100],
  ["https://localhost:3000", "https://localhost:3000", undefined],
  ["https://tenure.example", "https://tenure.example", undefined],
])("%s is %s, started on %s", (text, url, port) => {
  expect(readDemoOptions(["--url", text])).toMatchObject({ platform: { url, port } });
});

test("can be asked for help, which lists every option", () => {
  expect(readDemoOptions(["--help"])).toBe("help");
  for (const option of ["people", "in", "out", "url", "json", "help"])
    expect(usage).toMatch(new RegExp(`^ +--${option} `, "m"));
});

test.each([
  [["--bogus"], /--bogus/],
  [["extra"], /extra/],
  [["--in", "i"], /--in and --out/],
  [["--out", "o"], /--in and --out/],
  [["--url", "nonsense"], /--url nonsense/],
  [["--url", "localhost:3000"], /--url localhost:3000/],
  [["--url", "ftp://localhost"], /--url ftp/],
  [["--url", "http://localhost:3000/v1"], /the address alone/],
])("refuses %j", (args, message) => {
  expect(() => readDemoOptions(args)).toThrow(UsageError);
  expect(() => readDemoOptions(args)).toThrow(message);
});
