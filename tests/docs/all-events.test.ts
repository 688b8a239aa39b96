import { globSync } from "node:fs";
import { expect, test } from "vitest";
import * as z from "zod";
import { events } from "#functions/docs/all-events.ts";
import { contexts } from "#functions/docs/all-routes.ts";
import { describeApi } from "#functions/docs/openapi/describe-api.ts";

const { webhooks } = describeApi(
  { contexts, events },
  { publicUrl: "https://tenure.test", version: "1.2.3" },
);

test("every event that is published is in the catalogue", () => {
  const files = events.map(({ contract: { type } }) => `events/${type.replace(".", "/")}.ts`);
  expect(files.toSorted()).toEqual(globSync("events/*/*.v*.ts").toSorted());
  expect(Object.keys(webhooks)).toEqual(events.map(({ contract }) => contract.type));
});

test.each(events.map((event) => [event.contract.type, event] as const))(
  "%s shows its own example, and says what it means",
  (type, { contract, example, meaning }) => {
    expect(z.safeParse(contract.schema, example).error).toBeUndefined();
    expect(meaning).toMatch(/^[A-Z].*\.$/);
    expect(webhooks[type]?.post).toMatchObject({ summary: meaning, tags: [type.split(".")[0]] });
    const { schema, example: body } = webhooks[type]?.post.requestBody.content["application/json"] ?? {};
    expect(body).toEqual({
      id: example.id,
      type,
      timestamp: example.time,
      tenantId: example.tenantId,
      data: example.data,
    });
    expect(z.safeParse(z.fromJSONSchema({ ...schema }), body).error).toBeUndefined();
  },
);

test("fields of a person are told apart, and receivers let fields pass that they do not know", () => {
  const { schema } =
    webhooks["people.employee-created.v1"]?.post.requestBody.content["application/json"] ?? {};
  expect(schema).toHaveProperty("properties.personal.properties.email");
  expect(schema).not.toHaveProperty("properties.data.properties.email");
  expect(schema).not.toHaveProperty("properties.data.additionalProperties");
  expect(JSON.stringify(webhooks["time.punch-recorded.v1"])).not.toContain("personal");
});
