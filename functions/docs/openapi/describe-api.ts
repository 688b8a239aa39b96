import type { PublishedEvent } from "#functions/docs/all-events.ts";
import type { Context } from "#functions/docs/all-routes.ts";
import type { AnyRoute } from "#functions/kernel/http/route.ts";
import { components } from "./components.ts";
import { parametersOf, requestBodyOf } from "./parameters.ts";
import { kernelResponses, responsesOf } from "./responses.ts";
import { type JsonObject, sharedSchemas } from "./schemas.ts";
import { type WebhookObject, webhookOf } from "./webhooks.ts";

/** The description of the whole API as OpenAPI 3.1. */
export interface ApiDescription {
  readonly openapi: string;
  readonly info: JsonObject;
  readonly servers: readonly JsonObject[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  /** By the event's type. */
  readonly webhooks: Readonly<Record<string, { readonly post: WebhookObject }>>;
  readonly components: JsonObject;
}

export interface OperationObject extends JsonObject {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly JsonObject[];
  readonly responses: JsonObject;
  /** Codes of the operation's own refusals. */
  readonly "x-problems": readonly string[];
}

/** What there is to describe: all that can be asked for, and all that is told. */
export interface Catalogue {
  readonly contexts: readonly Context[];
  readonly events: readonly PublishedEvent[];
}

interface Stamp {
  readonly publicUrl: string;
  readonly version: string;
}

const about =
  "People, time and the platform under them. JSON in and out, in camelCase; instants are RFC 3339 with an offset; " +
  "lists are `{items, nextCursor}`; problems are RFC 9457. In a query, lists are written with commas. What happens is " +
  "told to webhook endpoints, signed by Standard Webhooks.";

export function describeApi({ contexts, events }: Catalogue, { publicUrl, version }: Stamp): ApiDescription {
  const all = contexts.flatMap((context) => context.routes.map((route) => ({ context, route })));
  const byPath = Map.groupBy(all, ({ route }) => route.path);
  const paths = [...byPath].map(([path, members]) => [
    path,
    Object.fromEntries(
      members.map(({ context, route }) => [route.method.toLowerCase(), operationOf(context, route)]),
    ),
  ]);
  return {
    openapi: "3.1.0",
    info: { title: "Tenure", version, description: about },
    servers: [{ url: publicUrl }],
    tags: contexts.map(({ name }) => ({ name })),
    paths: Object.fromEntries(paths),
    webhooks: Object.fromEntries(events.map((event) => [event.contract.type, { post: webhookOf(event) }])),
    components: {
      ...components,
      schemas: { ...components.schemas, ...sharedSchemas() },
      responses: kernelResponses,
    },
  };
}

function operationOf({ name, permissions }: Context, route: AnyRoute): OperationObject {
  const { operation } = route;
  const body = requestBodyOf(route);
  const roles = new Map(Object.entries(permissions)).get(operation.permission);
  return {
    operationId: operation.name,
    summary: operation.summary,
    tags: [name],
    security: operation.permission === "public" ? [] : [{ accessToken: [] }],
    "x-permission": operation.permission,
    ...(roles && { "x-roles": roles }),
    "x-problems": operation.problems,
    parameters: parametersOf(route),
    ...(body && { requestBody: body }),
    responses: responsesOf(route),
  };
}
