import { expect, test } from "vitest";
import * as z from "zod";
import { contexts } from "#functions/docs/all-routes.ts";
import { checked } from "#functions/kernel/http/faults.ts";
import { namesIn } from "#functions/kernel/http/request.ts";

const all = contexts.flatMap((context) =>
  context.routes.map((route) => ({ ...context, route, operation: route.operation })),
);
const named = all.map((one) => [`${one.route.method} ${one.route.path} ${one.operation.name}`, one] as const);

const once = (values: readonly string[]): readonly string[] =>
  values.filter((value, i) => values.indexOf(value) !== i);

test("each path and method, and each operation name, stands for one thing", () => {
  expect(once(all.map(({ route }) => `${route.method} ${route.path.replace(/{\w+}/g, "{}")}`))).toEqual([]);
  const names = new Map(all.map(({ operation }) => [operation.name, operation]));
  expect(all.filter(({ operation }) => names.get(operation.name) !== operation)).toEqual([]);
});

test.each(named)(
  "%s takes known input only, and shows an example that holds",
  (_name, { route, operation }) => {
    const input = z.toJSONSchema(operation.input, { io: "input", unrepresentable: "any" });
    expect(input).toMatchObject({ type: "object", additionalProperties: false });
    expect(Object.keys(input.properties ?? {})).toEqual(expect.arrayContaining([...namesIn(route.path)]));
    expect(z.safeParse(operation.input, operation.example.input).error).toBeUndefined();
    expect(z.safeParse(operation.output, operation.example.output).error).toBeUndefined();
  },
);

test.each(named)("%s changes a versioned thing at the version that If-Match names", (_name, one) => {
  const { properties = {} } = z.toJSONSchema(one.operation.input, { io: "input", unrepresentable: "any" });
  const isChange = one.route.versioned === true && ["PATCH", "PUT", "DELETE"].includes(one.route.method);
  expect(Object.hasOwn(properties, "expectedVersion")).toBe(isChange);
});

test.each(named)("%s says plainly what is missing", (_name, { operation }) => {
  const answer = checked(operation.input, {});
  const { required = [] } = z.toJSONSchema(operation.input, { io: "input", unrepresentable: "any" });
  const missing = "faults" in answer ? answer.faults.filter(({ path }) => required.includes(path)) : [];
  expect(missing).toEqual(required.map((path) => ({ path, message: "Is missing" })));
});

test.each(named)("%s refuses by codes of a known form, and asks for a declared permission", (_name, one) => {
  const { operation, permissions, name } = one;
  for (const code of operation.problems) expect(code).toMatch(/^[a-z]+\.[a-z]+(?:-[a-z]+)*$/);
  expect(["public", "signed-in", ...Object.keys(permissions)]).toContain(operation.permission);
  if (operation.permission.includes(":")) expect(operation.permission.split(":")[0]).toBe(name);
});

test.each(named)("%s says what it is in one sentence", (_name, { operation }) => {
  expect(operation.summary).toMatch(/^[A-Z].*\.$/);
});
