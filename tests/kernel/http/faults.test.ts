import { expect, test } from "vitest";
import * as z from "zod";
import { checked } from "#functions/kernel/http/faults.ts";

const place = z.union([
  z.string().min(1),
  z.strictObject({ column: z.string(), format: z.enum(["D", "M"]).optional() }),
  z.strictObject({ index: z.int(), format: z.enum(["D", "M"]).optional() }),
]);
const schema = z.strictObject({
  name: z.string().min(1),
  kind: z.enum(["a", "b"]).optional(),
  from: z.record(z.string(), place).optional(),
});

test("what is right is passed on", () => {
  const input = { name: "x", from: { a: "A", b: { column: "B" }, c: { index: 0, format: "D" } } };
  expect(checked(schema, input)).toEqual({ data: input });
});

test.each<[string, object, Record<string, unknown>]>([
  ["a field that is not there", { nmae: "x" }, { name: "Is missing", nmae: "Unknown field" }],
  ["a field that is there, and null", { name: null }, { name: expect.stringContaining("expected string") }],
  ["a value that is none of its list", { name: "x", kind: "c" }, { kind: expect.stringContaining('"a"') }],
  [
    "a fault in one form of several",
    { name: "x", from: { a: { column: "A", format: "X" } } },
    { "from.a.format": expect.stringContaining('"D"') },
  ],
  [
    "none of the forms' fields",
    { name: "x", from: { a: { colum: "A" } } },
    { "from.a.column": "Is missing", "from.a.colum": "Unknown field" },
  ],
  ["a value of another kind than any form", { name: "x", from: { a: 5 } }, { "from.a": "Invalid input" }],
  [
    "an empty text where one may stand",
    { name: "x", from: { a: "" } },
    { "from.a": expect.stringContaining("Too small") },
  ],
])("%s is named by its path", (_case, input, told) => {
  const answer = checked(schema, input);
  const faults = "faults" in answer ? answer.faults : [];
  expect(Object.fromEntries(faults.map(({ path, message }) => [path, message]))).toEqual(told);
  expect(faults.length).toBe(Object.keys(told).length);
});
