import { globSync } from "node:fs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { describe, expect, test } from "vitest";

interface KeyPart {
  readonly template?: string;
  readonly casing?: string;
}
interface EntityLike {
  readonly schema: { readonly indexes: Record<string, { readonly pk: KeyPart; readonly sk?: KeyPart }> };
}
type EntityFactory = (client: DynamoDBDocumentClient, table: string) => EntityLike;

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: "eu-west-1" }));

// Users, credentials and the catalogue are global in their stamp and live on tables of their own.
const globalEntities = /^functions\/(identity\/adapters\/identity-|catalogue\/)/;

const entities = globSync("functions/*/adapters/**/*-entity.ts").filter((file) => !globalEntities.test(file));

// electrodb's own placeholder, not ours.
const slot = ["$", "{tenantId}"].join("");

/** What is wrong with an entity's keys: each must lead with the tenant, in the context's own room, as it is written. */
const faultsOf = (context: string, entity: EntityLike): string[] =>
  Object.entries(entity.schema.indexes).flatMap(([name, { pk, sk }]) => [
    ...(new RegExp(`^T#\\$\\{tenantId\\}#${context}\\.`).test(pk.template ?? "")
      ? []
      : [`${name}: ${pk.template}`]),
    // electrodb lower-cases keys unless told otherwise, which would put tenants "Acme" and "acme" in one partition.
    ...([pk, sk].every((part) => part === undefined || part.casing === "none") ? [] : [`${name}: casing`]),
  ]);

describe("every key leads with the tenant", () => {
  test.each(entities)("%s", async (file) => {
    const exported: Record<string, EntityFactory> = await import(/* @vite-ignore */ `../../${file}`);
    const factories = Object.entries(exported).flatMap(([name, make]) =>
      name.endsWith("Entity") ? [make] : [],
    );

    expect(factories.length).toBeGreaterThan(0);
    for (const make of factories)
      expect(faultsOf(file.split("/")[1] ?? "", make(client, "table"))).toEqual([]);
  });

  test("there are entities to look at", () => {
    expect(entities.length).toBeGreaterThan(5);
  });

  test.each([
    ["no tenant", { template: "time.clock", casing: "none" }],
    ["the tenant in second place", { template: `X#T#${slot}#time.clock`, casing: "none" }],
    ["another room", { template: `T#${slot}#people.clock`, casing: "none" }],
    ["folded case", { template: `T#${slot}#time.clock` }],
  ])("an entity with %s is found", (_, pk) => {
    expect(faultsOf("time", { schema: { indexes: { byId: { pk } } } })).toHaveLength(1);
  });
});
