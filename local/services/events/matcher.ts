import { BlockList, isIP } from "node:net";
import { isObject, type Test } from "#local/services/events/value-test.ts";

/** One element of a leaf's list: a literal, or an operator as in `{"prefix": "time."}`. */
export function matcher(rule: unknown): Test {
  if (!isObject(rule)) return (value) => value === rule;
  const [[name, operand] = [], ...more] = Object.entries(rule);
  const operator = name === undefined || more.length > 0 ? undefined : operators[name];
  if (!operator) throw new Error(`EventBridge knows no matcher ${JSON.stringify(rule)}`);
  return operator(operand);
}

const text =
  (test: (value: string) => boolean): Test =>
  (value) =>
    typeof value === "string" && test(value);

const operators: Readonly<Record<string, (operand: unknown) => Test>> = {
  prefix: (operand) => affix(operand, (value, start) => value.startsWith(start)),
  suffix: (operand) => affix(operand, (value, end) => value.endsWith(end)),
  "equals-ignore-case": (operand) => {
    const wanted = stringOf(operand).toLowerCase();
    return text((value) => value.toLowerCase() === wanted);
  },
  wildcard: (operand) => {
    const pattern = wildcard(stringOf(operand));
    return text((value) => pattern.test(value));
  },
  // Absence never reaches a matcher, so `exists: false` matches no value there is.
  exists: (operand) => () => operand === true,
  numeric,
  cidr,
  "anything-but": anythingBut,
};

// The start or end that a text must have, or `{"equals-ignore-case": it}`.
function affix(operand: unknown, has: (value: string, affix: string) => boolean): Test {
  if (isObject(operand)) {
    const wanted = stringOf(operand["equals-ignore-case"]).toLowerCase();
    return text((value) => has(value.toLowerCase(), wanted));
  }
  const wanted = stringOf(operand);
  return text((value) => has(value, wanted));
}

function stringOf(operand: unknown): string {
  if (typeof operand !== "string") throw new Error(`Not a text: ${JSON.stringify(operand)}`);
  return operand;
}

// `*` stands for any characters, `\*` and `\\` for themselves.
function wildcard(pattern: string): RegExp {
  const parts = pattern.match(/\\[*\\]|\*|[^*\\]+|\\/g) ?? [];
  const source = parts.map((part) => (part === "*" ? ".*" : escaped(part.replace(/^\\([*\\])$/, "$1"))));
  return new RegExp(`^${source.join("")}$`, "s");
}

const escaped = (literal: string): string => literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  "=": (a, b) => a === b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

// [">", 0, "<=", 5]: all of the comparisons hold.
function numeric(operand: unknown): Test {
  if (!Array.isArray(operand) || operand.length % 2 !== 0) throw new Error("numeric takes pairs");
  const tests = operand.flatMap((sign, at) => {
    if (at % 2 === 1) return [];
    const compare = comparisons[sign];
    const bound: unknown = operand[at + 1];
    if (!compare || typeof bound !== "number") throw new Error(`numeric knows no ${sign} ${bound}`);
    return [(value: number) => compare(value, bound)];
  });
  return (value) => typeof value === "number" && tests.every((test) => test(value));
}

function cidr(operand: unknown): Test {
  const [address = "", bits] = stringOf(operand).split("/");
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  const range = new BlockList();
  range.addSubnet(address, Number(bits), family);
  return text((value) => isIP(value) === (family === "ipv6" ? 6 : 4) && range.check(value, family));
}

// Of a value, a list of values, or another operator over one text or a list of them.
function anythingBut(operand: unknown): Test {
  const refused = isObject(operand)
    ? Object.entries(operand).flatMap(([name, texts]) =>
        [texts].flat().map((each) => matcher({ [name]: each })),
      )
    : [operand].flat().map(matcher);
  return (value) => !refused.some((test) => test(value));
}
