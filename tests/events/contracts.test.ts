import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as z from "zod";
import type { EventContract } from "#events/envelope.ts";
import { eventTypes } from "#events/types.ts";

const contracts = globSync("events/*/*.v*.ts").toSorted();

const contractOf = async (file: string): Promise<EventContract> => {
  const exported: unknown[] = Object.values(await import(/* @vite-ignore */ `../../${file}`));
  const [contract] = exported.filter(
    (value): value is EventContract => typeof value === "object" && value !== null && "schema" in value,
  );
  if (!contract) throw new Error(`${file} exports no contract`);
  return contract;
};

test.each(contracts)("%s keeps its published shape, its name and its example", async (file) => {
  const { type, schema, personal } = await contractOf(file);
  const example: unknown = JSON.parse(readFileSync(file.replace(/([^/]+)\.ts$/, "examples/$1.json"), "utf8"));

  expect(`events/${type.replace(".", "/")}.ts`).toBe(file);
  expect({
    published: z.toJSONSchema(schema),
    ...(personal && { personal: z.toJSONSchema(personal) }),
  }).toMatchSnapshot();
  expect(schema.safeParse(example).error).toBeUndefined();
});

test("every contract, and nothing else, is listed", () => {
  expect(eventTypes.map((type) => `events/${type.replace(".", "/")}.ts`)).toEqual(contracts);
});

test("there are contracts to look at", () => {
  expect(contracts.length).toBeGreaterThan(10);
});
