import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { Context } from "#local/iam/condition.ts";
import { decide, policyDocument } from "#local/iam/policy.ts";
import { fits, fitsArn, literally } from "#local/iam/wildcard.ts";

/** A policy variable. */
const variable = (name: string) => `\${${name}}`;
const statements = (...Statement: object[]) => z.parse(policyDocument, { Version: "2012-10-17", Statement });
const context =
  (values: Record<string, readonly string[]>): Context =>
  (key) =>
    values[key];
const allow = (more: object = {}) => ({
  Effect: "Allow",
  Action: "dynamodb:GetItem",
  Resource: "*",
  ...more,
});
const deny = (more: object = {}) => ({ ...allow(more), Effect: "Deny" });
const ask = (
  policy: readonly object[],
  values: Record<string, readonly string[]> = {},
  resource = "arn:aws:x:::r",
) => decide(statements(...policy), { action: "dynamodb:GetItem", resource, context: context(values) });
const when = (Condition: object, values: Record<string, readonly string[]>) =>
  ask([allow({ Condition })], values) === "allowed";

describe("a decision", () => {
  test("is to deny what nobody allows", () => {
    expect(ask([])).toBe("implicit-deny");
    expect(ask([allow({ Action: "dynamodb:PutItem" })])).toBe("implicit-deny");
  });

  test("lets an explicit deny win, in any order", () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([allow(), allow({ Action: "*" }), deny()], { minLength: 1 }),
        (policy) => {
          const expected = policy.some((each) => each.Effect === "Deny") ? "explicit-deny" : "allowed";
          expect(ask(policy)).toBe(expected);
        },
      ),
    );
  });

  test("reads actions without case and with wildcards, resources with case", () => {
    expect(ask([allow({ Action: "DynamoDB:get*" })])).toBe("allowed");
    expect(ask([allow({ Action: "dynamodb:GetIte?" })])).toBe("allowed");
    expect(ask([allow({ Resource: "arn:aws:x:::R" })])).toBe("implicit-deny");
  });

  test("understands NotAction and NotResource", () => {
    expect(ask([{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }])).toBe("allowed");
    expect(ask([{ Effect: "Allow", NotAction: "dynamodb:*", Resource: "*" }])).toBe("implicit-deny");
    expect(ask([{ Effect: "Allow", Action: "*", NotResource: "arn:aws:x:::r" }])).toBe("implicit-deny");
  });

  test("fills in policy variables, and never matches one that has no value", () => {
    const policy = [allow({ Resource: `arn:aws:s3:::files/${variable("aws:PrincipalTag/tenant")}/*` })];
    const key = "arn:aws:s3:::files/tnt_a/1.csv";
    expect(ask(policy, { "aws:principaltag/tenant": ["tnt_a"] }, key)).toBe("allowed");
    expect(ask(policy, { "aws:principaltag/tenant": ["tnt_b"] }, key)).toBe("implicit-deny");
    expect(ask(policy, { "aws:principaltag/tenant": ["*"] }, key)).toBe("implicit-deny");
    expect(ask(policy, {}, key)).toBe("implicit-deny");
    expect(
      ask(
        [allow({ Resource: `arn:aws:s3:::files/${variable("aws:PrincipalTag/tenant, 'tnt_a'")}/*` })],
        {},
        key,
      ),
    ).toBe("allowed");
    expect(ask([allow({ Resource: `arn:aws:s3:::${variable("*")}` })], {}, "arn:aws:s3:::*")).toBe("allowed");
    expect(ask([allow({ Resource: `arn:aws:s3:::${variable("*")}` })], {}, key)).toBe("implicit-deny");
  });
});

describe("a condition", () => {
  const keys = { k: ["a"] };

  test.each<[object, Record<string, readonly string[]>, boolean]>([
    [{ StringEquals: { k: "a" } }, keys, true],
    [{ StringEquals: { K: ["b", "a"] } }, keys, true],
    [{ StringEquals: { k: "A" } }, keys, false],
    [{ StringEquals: { k: "a*" } }, keys, false],
    [{ StringEquals: { k: "a" } }, {}, false],
    [{ StringEqualsIgnoreCase: { k: "A" } }, keys, true],
    [{ StringEqualsIfExists: { k: "b" } }, {}, true],
    [{ StringEqualsIfExists: { k: "b" } }, keys, false],
    [{ StringNotEquals: { k: ["b", "c"] } }, keys, true],
    [{ StringNotEquals: { k: ["b", "a"] } }, keys, false],
    [{ StringNotEquals: { k: "a" } }, {}, true],
    [{ StringLike: { k: "?*" } }, keys, true],
    [{ StringNotLike: { k: "b*" } }, keys, true],
    [{ ArnLike: { k: "arn:aws:iam::*:role/x*" } }, { k: ["arn:aws:iam::1:role/xy"] }, true],
    [{ ArnLike: { k: "arn:*:role/x" } }, { k: ["arn:aws:iam::1:role/x"] }, false],
    [{ ArnNotLike: { k: "arn:aws:iam::2:*" } }, { k: ["arn:aws:iam::1:role/x"] }, true],
    [{ Bool: { k: true } }, { k: ["true"] }, true],
    [{ Bool: { k: "false" } }, { k: ["true"] }, false],
    [{ Null: { k: "true" } }, {}, true],
    [{ Null: { k: "true" } }, { k: [] }, true],
    [{ Null: { k: "false" } }, {}, false],
    [{ Null: { k: false } }, keys, true],
    [{ "ForAllValues:StringEquals": { k: ["a", "b"] } }, { k: ["a", "b"] }, true],
    [{ "ForAllValues:StringEquals": { k: ["a"] } }, { k: ["a", "b"] }, false],
    [{ "ForAllValues:StringEquals": { k: ["a"] } }, {}, true],
    [{ "ForAllValues:StringNotEquals": { k: ["c"] } }, { k: ["a", "b"] }, true],
    [{ "ForAnyValue:StringEquals": { k: ["b"] } }, { k: ["a", "b"] }, true],
    [{ "ForAnyValue:StringEquals": { k: ["c"] } }, { k: ["a", "b"] }, false],
    [{ "ForAnyValue:StringLike": { k: ["*"] } }, {}, false],
    [{ "ForAnyValue:StringNotEquals": { k: ["a"] } }, {}, false],
    [{ "ForAnyValue:StringNotEquals": { k: ["a"] } }, { k: ["a", "b"] }, true],
    [{ "ForAnyValue:StringLikeIfExists": { k: ["*"] } }, {}, true],
    [{ StringEquals: { k: "a", m: "b" } }, keys, false],
    [{ StringEquals: { k: "a" }, Null: { m: "true" } }, keys, true],
    // No value is equal to what a variable without value stands for.
    [{ StringEquals: { k: variable("m") } }, keys, false],
    [{ StringNotEquals: { k: variable("m") } }, keys, true],
  ])("%j over %j", (condition, values, expected) => {
    expect(when(condition, values)).toBe(expected);
  });

  test("with an operator that is not known is not passed over", () => {
    expect(() => when({ NumericLessThan: { k: "1" } }, keys)).toThrow(/NumericLessThan/);
    expect(() => when({ "ForSomeValues:StringEquals": { k: "1" } }, keys)).toThrow(/ForSomeValues/);
  });

  test("says how to judge several values, or is a fault", () => {
    expect(() => when({ StringEquals: { k: "a" } }, { k: ["a", "b"] })).toThrow(/ForAllValues/);
  });
});

describe("a policy document", () => {
  test.each([
    ["an older version", { Version: "2008-10-17", Statement: [] }],
    ["no action", { Version: "2012-10-17", Statement: [{ Effect: "Allow", Resource: "*" }] }],
    ["a member that is not known", { Version: "2012-10-17", Statement: [{ ...allow(), NotPrincipal: "*" }] }],
  ])("with %s is refused", (_, document) => {
    expect(z.safeParse(policyDocument, document).success).toBe(false);
  });
});

describe("a pattern", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", ":"), maxLength: 12 });
  const asRegExp = (pattern: string) =>
    new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s");

  test("fits as the same regular expression does", () => {
    fc.assert(
      fc.property(word, word, (pattern, value) => fits(pattern, value) === asRegExp(pattern).test(value)),
    );
  });

  test("taken literally fits itself alone", () => {
    fc.assert(fc.property(word, word, (one, other) => fits(literally(one), other) === (one === other)));
  });

  test("takes no more than quadratic time", () => {
    const started = performance.now();
    expect(fits(`${"*a".repeat(200)}b`, "a".repeat(5_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test("of an ARN reaches over no colon, and what it leaves out is anything", () => {
    expect(fitsArn("arn:aws:dynamodb:*:*:table/a", "arn:aws:dynamodb:eu-west-1:1:table/a")).toBe(true);
    expect(fitsArn("arn:aws:dynamodb:*:table/a", "arn:aws:dynamodb:eu-west-1:1:table/a")).toBe(false);
    expect(fitsArn("arn:aws:s3", "arn:aws:s3:::files/x")).toBe(true);
    expect(fitsArn("arn:aws:logs:*:*:log-group:*", "arn:aws:logs:eu-west-1:1:log-group:a:stream:b")).toBe(
      true,
    );
  });
});
