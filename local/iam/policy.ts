import * as z from "zod";
import { type Condition, type Context, conditionOf, holds, resolve } from "#local/iam/condition.ts";
import { fits, fitsArn } from "#local/iam/wildcard.ts";

export interface Statement {
  readonly effect: "Allow" | "Deny";
  /** Actions in lower case, for IAM does not tell them apart by case. */
  readonly actions: Patterns;
  readonly resources: Patterns;
  /** Whom a trust policy speaks of: account ids and ARNs, `*`, or services. */
  readonly principals: readonly string[];
  readonly conditions: readonly Condition[];
}

interface Patterns {
  readonly of: readonly string[];
  /** `NotAction`, `NotResource`: everything but these. */
  readonly inverted: boolean;
}

/** What somebody asks to do. */
export interface Access {
  /** As in `dynamodb:GetItem`. */
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

export type Decision = "allowed" | "implicit-deny" | "explicit-deny";

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const scalar = z.union([z.string(), z.boolean(), z.number()]);
const scalars = z.union([scalar, z.array(scalar)]).transform((value) => [value].flat().map(String));

const statement = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(["Allow", "Deny"]),
    Principal: z.union([z.literal("*"), z.record(z.string(), oneOrMore)]).optional(),
    Action: oneOrMore.optional(),
    NotAction: oneOrMore.optional(),
    Resource: oneOrMore.optional(),
    NotResource: oneOrMore.optional(),
    Condition: z.record(z.string(), z.record(z.string(), scalars)).optional(),
  })
  .refine(
    ({ Action, NotAction }) => (Action === undefined) !== (NotAction === undefined),
    "Action or NotAction",
  )
  .transform(
    ({ Effect, Principal = {}, Action, NotAction, Resource, NotResource, Condition = {} }): Statement => ({
      effect: Effect,
      actions: patterns(Action, NotAction, (action) => action.toLowerCase()),
      resources: patterns(Resource, NotResource),
      principals: Principal === "*" ? ["*"] : Object.values(Principal).flat(),
      conditions: Object.entries(Condition).flatMap(([operator, keys]) =>
        Object.entries(keys).map(([key, values]) => conditionOf(operator, key, values)),
      ),
    }),
  );

/** A policy document as its statements. Policy variables mean themselves in older versions, so only this one is read. */
export const policyDocument = z
  .object({
    Version: z.literal("2012-10-17"),
    Statement: z.union([statement, z.array(statement)]).transform((value) => [value].flat()),
  })
  .transform((document): readonly Statement[] => document.Statement);

function patterns(
  only?: readonly string[],
  not?: readonly string[],
  spell = (text: string) => text,
): Patterns {
  // A trust policy names no resource: it stands on its role.
  return not ? { of: not.map(spell), inverted: true } : { of: (only ?? ["*"]).map(spell), inverted: false };
}

/** IAM's decision: an explicit Deny wins, then an Allow, and what nobody allows is denied. */
export function decide(statements: readonly Statement[], access: Access): Decision {
  const effects = new Set(statements.filter((each) => appliesTo(each, access)).map(({ effect }) => effect));
  if (effects.has("Deny")) return "explicit-deny";
  return effects.has("Allow") ? "allowed" : "implicit-deny";
}

function appliesTo(
  { actions, resources, conditions }: Statement,
  { action, resource, context }: Access,
): boolean {
  const wanted = action.toLowerCase();
  return (
    actions.of.some((pattern) => fits(pattern, wanted)) !== actions.inverted &&
    resources.of.some((pattern) => fitsResource(pattern, resource, context)) !== resources.inverted &&
    conditions.every((condition) => holds(condition, context))
  );
}

function fitsResource(pattern: string, resource: string, context: Context): boolean {
  const filled = resolve(pattern, context);
  return filled !== undefined && fitsArn(filled, resource);
}
