import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "#functions/kernel/http/canonical-json.ts";
import { commandOf } from "#functions/kernel/http/command.ts";
import { idsInOrder } from "#tests/support/actors.ts";

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, field]) => [name, shuffled(field)]),
  );
};

const isSecret = /password|secret|token/i;
const noSecrets = (text: string): boolean => !isSecret.test(text);

test("equal inputs have one canonical form, whatever the order of their keys, and it is JSON of the same value", () => {
  fc.assert(
    fc.property(
      fc.jsonValue().filter((value) => noSecrets(JSON.stringify(value))),
      (value) => {
        expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      },
    ),
    { seed: 3 },
  );
});

test("different inputs have different forms", () => {
  const plain = fc
    .jsonValue()
    .filter((value) => noSecrets(JSON.stringify(value)))
    .map((value): unknown => JSON.parse(JSON.stringify(value)));
  fc.assert(
    fc.property(plain, plain, (a, b) => {
      expect(canonicalJson(a) === canonicalJson(b)).toBe(isDeepStrictEqual(a, b));
    }),
    { seed: 3 },
  );
});

test("a secret has no part in the hash, so that nobody can guess it from there", () => {
  const hash = (password: string, more = {}) =>
    commandOf("signUp", { owner: { password }, ...more }, "k", idsInOrder()).hash;
  expect(hash("one")).toBe(hash("two"));
  expect(hash("one")).not.toBe(hash("one", { name: "x" }));
});

test("operations differ although their inputs are the same, and each command without a key is one of its own", () => {
  const newId = idsInOrder();
  expect(commandOf("a", {}, undefined, newId).hash).not.toBe(commandOf("b", {}, undefined, newId).hash);
  expect(commandOf("a", {}, undefined, newId).key).not.toBe(commandOf("a", {}, undefined, newId).key);
});

test("no key that a caller gives is one that the platform makes", () => {
  const key = "reuse.ses_01k9x7a0m1grtc5pyc9ek6fqb2";

  expect(commandOf("a", {}, key, idsInOrder()).key).toBe(`given:${key}`);
});

test("what is absurdly deep is refused before it breaks us", () => {
  const deep = JSON.parse(`${"[".repeat(5000)}${"]".repeat(5000)}`);
  expect(() => canonicalJson(deep)).toThrow(expect.objectContaining({ code: "request.too-deep" }));
});
