import * as fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "#functions/audit/domain/canonical-json.ts";

// RFC 8785 §3.2.2 and §3.2.3.
test("the examples of RFC 8785", () => {
  const input =
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}';
  expect(canonicalJson(JSON.parse(input))).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
  const names = { "€": 1, "\r": 2, "\uFB33": 3, "1": 4, "😀": 5, "\u0080": 6, ö: 7 };
  expect(Object.keys(JSON.parse(canonicalJson(names)))).toEqual([
    "1",
    "\r",
    "\u0080",
    "ö",
    "€",
    "😀",
    "\uFB33",
  ]);
});

test("the order of members and members that are undefined make no difference", () => {
  expect(canonicalJson({ b: 1, a: { d: [undefined], c: undefined } })).toBe('{"a":{"d":[null]},"b":1}');
});

test("it is JSON, says the same, and is its own canonical form", async () => {
  await fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(JSON.parse(text))).toBe(text);
    }),
  );
});

test("what JSON cannot say is refused", () => {
  expect(() => canonicalJson([Number.NaN])).toThrow();
});
