import * as z from "zod";
import type { Fault } from "#functions/kernel/errors/app-error.ts";

type Issue = z.core.$ZodIssue;

const missing: z.core.$ZodErrorMap = ({ input }) => (input === undefined ? "Is missing" : undefined);

/** What is right of the input, or each thing that is wrong with it by its path, in words for people. */
export function checked(
  schema: z.core.$ZodType,
  input: unknown,
): { readonly data: unknown } | { readonly faults: readonly Fault[] } {
  const { success, data, error } = z.safeParse(schema, input, { error: missing });
  return success ? { data } : { faults: error.issues.flatMap((issue) => faultsOf(issue, [])) };
}

function faultsOf(issue: Issue, above: readonly PropertyKey[]): readonly Fault[] {
  const here = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ path: [...here, key].join("."), message: "Unknown field" }));
  const meant = issue.code === "invalid_union" ? meantBy(issue.errors) : undefined;
  return meant
    ? meant.flatMap((inner) => faultsOf(inner, here))
    : [{ path: here.join("."), message: issue.message }];
}

// Of a union's forms the caller meant the one that least is wrong with; none if the value is of another kind than each.
const meantBy = (forms: readonly (readonly Issue[])[]): readonly Issue[] | undefined =>
  forms.filter((issues) => !issues.some(isOfOtherKind)).toSorted((a, b) => a.length - b.length)[0];

const isOfOtherKind = ({ code, path }: Issue): boolean => code === "invalid_type" && path.length === 0;
