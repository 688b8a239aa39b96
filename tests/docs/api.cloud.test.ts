import { expect, test } from "vitest";
import { client } from "#tests/support/tenant.ts";

test("the stamp is healthy, ready, and describes itself", async () => {
  const { get } = client();
  expect(await get("/v1/health")).toMatchObject({ status: 200, body: { status: "ok", stamp: "pool" } });
  expect(await get("/v1/health/ready")).toMatchObject({
    status: 200,
    body: { status: "ready", checks: { tenantTable: "ok", identityTable: "ok" } },
  });
  expect(await get("/v1/openapi.json")).toMatchObject({ status: 200, body: { openapi: "3.1.0" } });
  expect((await get("/docs")).headers.get("content-type")).toBe("text/html; charset=utf-8");
});

test("whoever comes to the bare address is led to the explorer", async () => {
  const { status, headers } = await client().get("/");
  expect([status, headers.get("location")]).toEqual([302, "/docs"]);
});

test("a path that nobody has is a 404 problem of ours", async () => {
  for (const path of ["/v1", "/v1/nothing", "/v1/people/nothing/at/all"])
    expect(await client().get(path)).toMatchObject({ status: 404, body: { code: "request.no-such-path" } });
});
