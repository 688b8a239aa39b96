import { fits, fitsArn, literally } from "#local/iam/wildcard.ts";

/** Values of a condition key in a request; keys are asked for in lower case. `undefined` when the request has none. */
export type Context = (key: string) => readonly string[] | undefined;

/** One line of a policy's `Condition` block. */
export interface Condition {
  readonly comparison: Comparison;
  readonly key: string;
  readonly values: readonly string[];
  /** How a key with several values is judged: all of them must match, any, or there may be only one. */
  readonly quantifier: "all" | "any" | "one";
  readonly ifExists: boolean;
}

interface Comparison {
  readonly matches: (wanted: string, value: string) => boolean;
  readonly negated?: true;
  /** Asks only whether the key is there. */
  readonly absence?: true;
}

const equal = (wanted: string, value: string) => restored(wanted) === value;
const alike = (wanted: string, value: string) => equal(wanted.toLowerCase(), value.toLowerCase());
const restored = (wanted: string) => wanted.replaceAll("\uE000", "*").replaceAll("\uE001", "?");

const comparisons: Readonly<Record<string, Comparison>> = {
  StringEquals: { matches: equal },
  StringNotEquals: { matches: equal, negated: true },
  StringEqualsIgnoreCase: { matches: alike },
  StringNotEqualsIgnoreCase: { matches: alike, negated: true },
  StringLike: { matches: fits },
  StringNotLike: { matches: fits, negated: true },
  // IAM gives ArnEquals and ArnLike one meaning.
  ArnEquals: { matches: fitsArn },
  ArnLike: { matches: fitsArn },
  ArnNotEquals: { matches: fitsArn, negated: true },
  ArnNotLike: { matches: fitsArn, negated: true },
  Bool: { matches: alike },
  Null: { matches: alike, absence: true },
};

const quantifiers = { ForAllValues: "all", ForAnyValue: "any", "": "one" } as const;

/** Reads one line of a `Condition` block. @throws Error for an operator that the local cloud does not know */
export function conditionOf(operator: string, key: string, values: readonly string[]): Condition {
  const [, quantifier = "", name = "", ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const comparison = comparisons[name];
  if (!comparison) throw new Error(`The local cloud does not know the IAM condition operator "${operator}"`);
  return {
    comparison,
    key: key.toLowerCase(),
    values,
    quantifier:
      quantifier === "ForAllValues" || quantifier === "ForAnyValue" ? quantifiers[quantifier] : "one",
    ifExists: ifExists !== undefined,
  };
}

/** Whether a request meets a condition. @throws Error when a key has several values and the policy does not say how to judge them */
export function holds(condition: Condition, context: Context): boolean {
  const { comparison, key, quantifier } = condition;
  const actual = context(key) ?? [];
  const wanted = condition.values.flatMap((value) => resolve(value, context) ?? []);
  if (comparison.absence)
    return wanted.some((value) => comparison.matches(value, String(actual.length === 0)));
  if (actual.length === 0) return holdsWithout(condition);
  const meets = (value: string) =>
    wanted.some((each) => comparison.matches(each, value)) !== (comparison.negated ?? false);
  if (quantifier === "all") return actual.every(meets);
  if (quantifier === "one" && actual.length > 1)
    throw new Error(`"${key}" has several values: the policy needs ForAllValues or ForAnyValue`);
  return actual.some(meets);
}

/** What an absent key means: nothing speaks against `ForAllValues`, `…IfExists` and the negated operators. */
const holdsWithout = ({ comparison, quantifier, ifExists }: Condition): boolean =>
  ifExists || quantifier === "all" || (quantifier === "one" && comparison.negated === true);

/** Fills in the policy variables (`${aws:PrincipalTag/tenant}`, `${key, 'default'}`, `${*}`); `undefined` when one has no value. */
export function resolve(pattern: string, context: Context): string | undefined {
  let complete = true;
  const filled = pattern.replaceAll(/\$\{([^}]+)\}/g, (_, variable: string) => {
    const value = variableValue(variable, context);
    complete &&= value !== undefined;
    return literally(value ?? "");
  });
  return complete ? filled : undefined;
}

function variableValue(variable: string, context: Context): string | undefined {
  if (["*", "?", "$"].includes(variable)) return variable;
  const [, key = variable, fallback] = /^([^,]+), *'(.*)'$/.exec(variable) ?? [];
  const values = context(key.trim().toLowerCase());
  // A key with several values cannot stand for one.
  return values?.length === 1 ? values[0] : fallback;
}
