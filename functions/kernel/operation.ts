import type * as z from "zod";
import type { Actor, Caller, Permission } from "#functions/kernel/actor.ts";

/** What the API reference shows, and tests try. */
export interface Example {
  readonly input: object;
  readonly output: unknown;
}

interface Described<In, Out> {
  /** Verb and noun, unique in the product: the OpenAPI operationId and the name in logs and metrics. */
  readonly name: string;
  /** One sentence for the API reference. */
  readonly summary: string;
  // The core type, not z.ZodType: over hundreds of operations tsc checks it eight times faster.
  readonly input: z.core.$ZodType<In>;
  readonly output: z.core.$ZodType<Out>;
  /** Codes of its own refusals, beside those that any request can get. */
  readonly problems: readonly string[];
  readonly example: Example;
}

/**
 * One thing that a person or a program may ask of a context, by whatever door the request comes in:
 * REST, a bulk import, an automation rule. What it needs stands in `Deps`, so a signature tells all
 * that it touches.
 */
export interface Operation<Deps, In, Out> extends Described<In, Out> {
  /** `signed-in` asks for no more than a valid token. */
  readonly permission: Permission | "signed-in";
  /** `resource`: the operation itself must ask `decide` (or `scopeOf`) before it answers. */
  readonly scope?: "resource";
  /** Rights are read afresh, and refusals of the permission are audited. */
  readonly sensitive?: true;
  readonly run: (deps: Deps) => (actor: Actor, input: In) => Promise<Out>;
}

/** An operation that nobody need be signed in for. */
export interface PublicOperation<Deps, In, Out> extends Described<In, Out> {
  readonly permission: "public";
  readonly run: (deps: Deps) => (caller: Caller, input: In) => Promise<Out>;
}

/** Any operation at all, for code that only passes operations on. */
export interface AnyOperation extends Described<unknown, unknown> {
  readonly permission: Permission | "signed-in" | "public";
  readonly scope?: "resource";
  readonly sensitive?: true;
  readonly run: (deps: never) => (actor: never, input: never) => Promise<unknown>;
}

export const operation = <Deps, In, Out>(spec: Operation<Deps, In, Out>): Operation<Deps, In, Out> => spec;

export const publicOperation = <Deps, In, Out>(
  spec: Omit<PublicOperation<Deps, In, Out>, "permission">,
): PublicOperation<Deps, In, Out> => ({ ...spec, permission: "public" });
