import { expect, test } from "vitest";
import { events } from "#functions/docs/all-events.ts";
import { contexts } from "#functions/docs/all-routes.ts";
import { docsPermissions } from "#functions/docs/permissions.ts";
import { referenceOf } from "#functions/docs/reference.ts";
import { docsRoutes } from "#functions/docs/routes.ts";
import { html } from "#functions/kernel/http/html.ts";
import { httpHandler } from "#functions/kernel/http/http-api.ts";
import { caller } from "#tests/support/gateway.ts";
import { memoryGate, publicUrl } from "#tests/support/memory-gate.ts";

function start(probed: Record<string, boolean> = { tenantTable: true, identityTable: true }) {
  const deps = {
    stamp: "pool",
    version: "1.2.3",
    clock: () => new Date("2026-11-20T09:00:00Z"),
    probes: { run: async () => probed },
    reference: referenceOf({ contexts, events }, { publicUrl, version: "1.2.3" }),
  };
  const { gate, reads } = memoryGate();
  return {
    reads,
    call: caller(httpHandler(gate, { routes: docsRoutes, permissions: docsPermissions, deps })),
  };
}

test("health tells which stamp answers, to everybody and as often as they like", async () => {
  const { call, reads } = start();
  for (let i = 0; i < 100; i += 1)
    expect(await call({ path: "/v1/health" })).toMatchObject({
      status: 200,
      json: { status: "ok", stamp: "pool", version: "1.2.3", time: "2026-11-20T09:00:00.000Z" },
    });
  expect(reads.counter).toBe(0);
});

test("readiness says what cannot be reached", async () => {
  const ask = (probed?: Record<string, boolean>) => start(probed).call({ path: "/v1/health/ready" });
  expect(await ask()).toMatchObject({
    status: 200,
    json: { status: "ready", checks: { tenantTable: "ok", identityTable: "ok" } },
  });
  expect(await ask({ tenantTable: true, identityTable: false })).toMatchObject({
    status: 503,
    json: { status: "not-ready", checks: { tenantTable: "ok", identityTable: "failed" } },
  });
});

test("the description comes as JSON", async () => {
  const { status, json } = await start().call({ path: "/v1/openapi.json" });
  expect([status, json.openapi]).toEqual([200, "3.1.0"]);
});

test("the explorer shows each operation, and lets in nothing from elsewhere", async () => {
  const { text, headers } = await start().call({ path: "/docs" });
  expect(headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(headers["content-security-policy"]).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self'/,
  );
  for (const { operation } of contexts.flatMap(({ routes }) => routes))
    expect(text).toContain(`<details id="${operation.name}">`);
  const outside = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].filter(
    ([, url = ""]) => !url.startsWith("/"),
  );
  expect(outside).toEqual([]);
  expect(text).not.toMatch(/<script(?! src="\/docs\/explorer\.js"><\/script>)|style=|onclick=/);
});

test("the explorer lists each event, with what it tells", async () => {
  const { text } = await start().call({ path: "/docs" });
  for (const { contract, meaning } of events)
    expect(text.split(`<details id="${contract.type}">`)[1]?.split("</summary>")[0]).toContain(
      html`${meaning.split("`")[0] ?? ""}`.html,
    );
});

test("the bare address leads to the explorer", async () => {
  const { status, headers, text } = await start().call({ path: "/" });
  expect([status, headers["location"], text]).toEqual([302, "/docs", ""]);
});

test("code in sentences is shown as code", async () => {
  const { call } = start();
  const explorer = (await call({ path: "/docs" })).text;
  expect(explorer).toContain("lists are <code>{items, nextCursor}</code>");
  const sentences = [...explorer.matchAll(/<(?:p|span)>.*?<\/(?:p|span)>/g)].join();
  expect(sentences.length).toBeGreaterThan(2_000);
  expect(sentences).not.toContain("`");
  const problems = (await call({ path: "/docs/problems" })).text;
  expect(problems).toContain("<code>errors</code> names each");
  expect(problems).not.toContain("`");
});

test("the explorer's parts have their types", async () => {
  const { call } = start();
  expect((await call({ path: "/docs/explorer.js" })).headers["content-type"]).toContain("text/javascript");
  expect((await call({ path: "/docs/explorer.css" })).headers["content-type"]).toContain("text/css");
});

test("each problem code has a place to link to", async () => {
  const { text } = await start().call({ path: "/docs/problems" });
  const codes = contexts.flatMap(({ routes }) => routes.flatMap(({ operation }) => operation.problems));
  for (const code of new Set([...codes, "request.malformed", "auth.invalid-token"]))
    expect(text.split(`id="${code}"`)).toHaveLength(2);
});

test("what nobody has is a 404 problem, by whatever method", async () => {
  const { call } = start();
  for (const method of ["GET", "POST", "OPTIONS", "TRACE"])
    expect(await call({ method, path: "/nowhere" })).toMatchObject({
      status: 404,
      json: { code: "request.no-such-path" },
    });
});
