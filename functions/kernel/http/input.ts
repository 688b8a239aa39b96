import * as z from "zod";
import { type Fault, refuse } from "#functions/kernel/errors/app-error.ts";
import { queryCoercer } from "#functions/kernel/http/coerce.ts";
import { expectedVersionOf } from "#functions/kernel/http/etag.ts";
import { checked } from "#functions/kernel/http/faults.ts";
import type { AnyRoute, HttpRequest } from "#functions/kernel/http/route.ts";

const json = /^application\/(?:[\w.-]+\+)?json\s*(?:;.*)?$/i;

/** Whether a route's input keys come from the query rather than from a JSON body. */
export const takesQuery = ({ method }: Pick<AnyRoute, "method">): boolean =>
  method === "GET" || method === "DELETE";

/** Whether a write looks at `If-Match`; the others are told of no version and take no notice (RFC 9110 §13.2.1). */
export const takesVersion = ({ method, versioned, operation: { input } }: AnyRoute): boolean =>
  versioned === true &&
  method !== "GET" &&
  input instanceof z.ZodObject &&
  Object.hasOwn(input._zod.def.shape, "expectedVersion");

export type ReadInput = (request: HttpRequest) => unknown;

/**
 * Prepares to read a route's input and check it against its schema. Each input key has exactly one source: the path,
 * `If-Match`, and for the others the query of a GET or DELETE or else the JSON body. An absent body is an empty object.
 * @throws AppError, from the function it gives, one of the `request.…` codes.
 */
export function inputReader(route: AnyRoute): ReadInput {
  const { receive, operation } = route;
  const assemble = receive ?? assembler(route);
  return (request) => {
    const result = checked(operation.input, assemble(request));
    return "faults" in result ? refuseFaults(result.faults) : result.data;
  };
}

function assembler(route: AnyRoute): ReadInput {
  // Made when first needed: most functions serve few of their routes before they are frozen.
  let coerce: ReturnType<typeof queryCoercer> | undefined;
  const fromQuery = (request: HttpRequest) => {
    if (request.body.length > 0)
      refuse("invalid", "request.unexpected-body", `A ${route.method} takes no body`);
    coerce ??= queryCoercer(route.operation.input);
    return coerce(request.query);
  };
  const given = takesQuery(route) ? fromQuery : fromBody;
  const isConditional = takesVersion(route);
  return (request) => {
    const elsewhere = { ...request.path, ...(isConditional && expectation(request)) };
    return joined(given(request), elsewhere);
  };
}

function fromBody({ query, headers, body }: HttpRequest): object {
  if (Object.keys(query).length > 0)
    refuse("invalid", "request.unexpected-query", "This request takes no query", {
      faults: Object.keys(query).map((path) => ({ path, message: "Belongs into the body" })),
    });
  if (body.length === 0) return {};
  if (!json.test(headers["content-type"] ?? ""))
    refuse("unsupported", "request.unsupported-media-type", "The body is to be application/json");
  const value = jsonOf(body);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  return refuse("invalid", "request.not-an-object", "The body is not a JSON object");
}

function jsonOf(body: Buffer): unknown {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    return JSON.parse(text, halfCharacter.test(text) ? demandWhole : undefined);
  } catch (cause) {
    return refuse("invalid", "request.not-json", "The body is not JSON", { cause });
  }
}

// Half of a surrogate pair is no character (RFC 7493 §2.1), and no database takes it.
const halfCharacter = /\\ud[89a-f]/i;

function demandWhole(name: string, value: unknown): unknown {
  if (!name.isWellFormed() || (typeof value === "string" && !value.isWellFormed()))
    throw new SyntaxError("Half of a character");
  return value;
}

// There even without the header, so that the body cannot take its place.
const expectation = ({ headers: { "if-match": ifMatch = "*" } }: HttpRequest) => ({
  expectedVersion: expectedVersionOf(ifMatch),
});

// Spread keeps `__proto__` what it is in JSON: a key like any other, and one that no schema knows.
function joined(given: object, elsewhere: Readonly<Record<string, unknown>>): object {
  const twice = Object.keys(elsewhere).filter((name) => Object.hasOwn(given, name));
  if (twice.length > 0)
    refuseFaults(
      twice.map((path) => ({ path, message: "Comes from the path or a header, and from there only" })),
    );
  return { ...given, ...elsewhere };
}

const refuseFaults = (faults: readonly Fault[]): never =>
  refuse("invalid", "request.malformed", "The request does not have the form that this operation takes", {
    faults,
  });
