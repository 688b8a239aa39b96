import { expect, test } from "vitest";
import { originsOf } from "#functions/kernel/http/cross-origin.ts";
import { startThings } from "#tests/support/things.ts";

test("a page of another origin may call only when its origin is configured", async () => {
  const { call } = startThings();
  const preflight = (origin: string) => call({ method: "OPTIONS", path: "/v1/things", headers: { origin } });
  expect((await preflight("https://partner.test")).headers).toMatchObject({
    "access-control-allow-origin": "https://partner.test",
    "access-control-allow-credentials": "true",
    "access-control-allow-methods": "POST, GET, HEAD, OPTIONS",
    vary: "origin",
  });
  expect((await preflight("https://evil.test")).headers).not.toHaveProperty("access-control-allow-origin");
});

test("no configuration lets in every sandboxed page", () => {
  expect([...originsOf("https://tenure.test", " https://hr.test/x ,https://b.test")]).toEqual([
    "https://tenure.test",
    "https://hr.test",
    "https://b.test",
  ]);
  expect(() => originsOf("https://tenure.test", "app://tenure")).toThrow("no origin");
});

test.each<[string, Record<string, string>, number]>([
  ["a program", {}, 200],
  ["our own page", { "sec-fetch-site": "same-origin", origin: "https://tenure.test" }, 200],
  ["our own page, older browser", { origin: "https://tenure.test" }, 200],
  ["a configured page", { "sec-fetch-site": "cross-site", origin: "https://partner.test" }, 200],
  ["another site's page", { "sec-fetch-site": "cross-site", origin: "https://evil.test" }, 403],
  ["another site's page, older browser", { origin: "https://evil.test" }, 403],
  ["a sandboxed page", { origin: "null" }, 403],
  ["a neighbour on the same site", { "sec-fetch-site": "same-site" }, 403],
])("a write with a cookie from %s", async (_case, headers, status) => {
  const { call } = startThings();
  const answer = await call({ method: "POST", path: "/v1/greetings", headers, cookies: ["who=ann"] });
  expect(answer.status).toBe(status);
  if (status === 200)
    expect(answer).toMatchObject({ json: { hello: "192.0.2.1 ann" }, cookies: ["who=you; HttpOnly"] });
});
