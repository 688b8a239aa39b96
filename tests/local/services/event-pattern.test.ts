import { expect, test } from "vitest";
import { eventPattern } from "#local/services/events/event-pattern.ts";

const event = {
  source: "tenure.time",
  "detail-type": "time.entry-recorded.v1",
  detail: {
    state: "Approved",
    minutes: 480,
    note: null,
    active: true,
    address: "10.1.2.3",
    tags: ["red", "blue"],
    nothing: [],
    person: { id: "emp_1" },
    lines: [{ kind: "work" }, { kind: "break" }],
  },
};

const detail = (pattern: unknown) => eventPattern({ detail: pattern })(event);

test.each<[string, unknown, boolean]>([
  ["equality", { state: ["Approved", "Declined"] }, true],
  ["equality of another case", { state: ["approved"] }, false],
  ["equality with null", { note: [null] }, true],
  ["equality with a truth value", { active: [true] }, true],
  ["a number is no text", { minutes: ["480"] }, false],
  ["all keys must match", { state: ["Approved"], minutes: [1] }, false],
  ["an element of a list", { tags: ["blue"] }, true],
  ["a list of objects", { lines: { kind: ["break"] } }, true],
  ["a deeper object", { person: { id: ["emp_1"] } }, true],
  ["prefix", { state: [{ prefix: "App" }] }, true],
  ["prefix, another case", { state: [{ prefix: "app" }] }, false],
  ["prefix, any case", { state: [{ prefix: { "equals-ignore-case": "aPP" } }] }, true],
  ["suffix", { state: [{ suffix: "ved" }] }, true],
  ["suffix, any case", { state: [{ suffix: { "equals-ignore-case": "VED" } }] }, true],
  ["equals-ignore-case", { state: [{ "equals-ignore-case": "APPROVED" }] }, true],
  ["anything-but a value", { state: [{ "anything-but": "Approved" }] }, false],
  ["anything-but a list", { minutes: [{ "anything-but": [1, 2] }] }, true],
  ["anything-but a prefix", { state: [{ "anything-but": { prefix: "App" } }] }, false],
  ["anything-but suffixes", { state: [{ "anything-but": { suffix: ["x", "ved"] } }] }, false],
  ["anything-but, any case", { state: [{ "anything-but": { "equals-ignore-case": ["approved"] } }] }, false],
  ["anything-but a wildcard", { state: [{ "anything-but": { wildcard: "D*" } }] }, true],
  ["anything-but where nothing is", { absent: [{ "anything-but": "x" }] }, false],
  ["numeric", { minutes: [{ numeric: [">", 0, "<=", 480] }] }, true],
  ["numeric, outside", { minutes: [{ numeric: ["<", 480] }] }, false],
  ["numeric, equal", { minutes: [{ numeric: ["=", 480] }] }, true],
  ["numeric of a text", { state: [{ numeric: [">", 0] }] }, false],
  ["exists", { state: [{ exists: true }] }, true],
  ["exists of null", { note: [{ exists: true }] }, true],
  ["exists of an object, which is no leaf", { person: [{ exists: true }] }, false],
  ["exists not", { absent: [{ exists: false }] }, true],
  ["exists not, of something", { state: [{ exists: false }] }, false],
  ["exists not, of an empty list", { nothing: [{ exists: false }] }, true],
  ["exists not, within what is absent", { absent: { deeper: [{ exists: false }] } }, true],
  ["wildcard", { state: [{ wildcard: "A*r*d" }] }, true],
  ["wildcard, an escaped star", { state: [{ wildcard: "A\\*" }] }, false],
  ["cidr", { address: [{ cidr: "10.1.0.0/16" }] }, true],
  ["cidr, outside", { address: [{ cidr: "10.2.0.0/16" }] }, false],
  ["$or", { $or: [{ state: ["x"] }, { minutes: [480] }] }, true],
  ["$or of none", { $or: [{ state: ["x"] }, { minutes: [1] }] }, false],
  ["an inherited name is no field", { constructor: [{ exists: true }] }, false],
])("%s", (_, pattern, matches) => {
  expect(detail(pattern)).toBe(matches);
});

test.each([
  [{ detail: "text" }],
  [{ detail: [{ contains: "x" }] }],
  [{ detail: [{ prefix: "a", suffix: "b" }] }],
  [{ detail: [{ numeric: ["~", 1] }] }],
  [{ detail: [{ prefix: 1 }] }],
])("%j is refused, rather than matching nothing", (pattern) => {
  expect(() => eventPattern(pattern)(event)).toThrow();
});
