import type { PublishedEvent } from "#functions/docs/all-events.ts";
import { type JsonObject, jsonSchemaOf, without } from "./schemas.ts";

/** What is posted to endpoints when an event of one type happens. */
export interface WebhookObject extends JsonObject {
  readonly summary: string;
  readonly tags: readonly string[];
  readonly requestBody: {
    readonly required: true;
    readonly content: { readonly "application/json": JsonBody };
  };
}

interface JsonBody {
  readonly schema: JsonObject;
  readonly example: JsonObject;
}

const header = (name: string, description: string, example: string) => ({
  name,
  in: "header",
  required: true,
  description,
  schema: { type: "string" },
  example,
});

// Standard Webhooks 1.0.0.
const headers = [
  header(
    "webhook-id",
    "The event's id: the same for each attempt and replay.",
    "evt_01k9zy3v8hf6qtb2m4c5d7e8fg",
  ),
  header("webhook-timestamp", "When this attempt was made, in seconds since 1970.", "1795165200"),
  header(
    "webhook-signature",
    "One `v1` signature for each live secret, with spaces between them.",
    "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
  ),
];

const responses = {
  "2XX": { description: "Taken." },
  "410": { description: "Not wanted any more: the endpoint is disabled." },
  default: { description: "Not taken: it is posted again, at growing intervals and for days." },
};

/** An event as OpenAPI 3.1 describes webhooks: the request that its receiver gets. */
export function webhookOf(event: PublishedEvent): WebhookObject {
  const { type } = event.contract;
  return {
    summary: event.meaning,
    tags: [type.slice(0, type.indexOf("."))],
    parameters: headers,
    requestBody: { required: true, content: { "application/json": bodyOf(event) } },
    responses,
  };
}

function bodyOf({ contract: { type, data, personal }, example }: PublishedEvent): JsonBody {
  const { id, time: timestamp, tenantId } = example;
  return {
    schema: {
      type: "object",
      required: ["id", "type", "timestamp", "tenantId", "data"],
      properties: {
        id: { type: "string" },
        type: { const: type },
        timestamp: { type: "string", format: "date-time", description: "When it happened." },
        tenantId: { type: "string" },
        data: fieldsOf(data),
        ...(personal && { personal: { ...fieldsOf(personal), description: erased } }),
      },
    },
    example: { id, type, timestamp, tenantId, data: example.data },
  };
}

const erased = "What is told of a person; not there once they were erased.";

// Receivers take no notice of fields they do not know: later there may be more.
const fieldsOf = (schema: PublishedEvent["contract"]["data"]): JsonObject =>
  without(jsonSchemaOf(schema, "output"), ["additionalProperties"]);
