import { expect, test } from "vitest";
import { countIn, rateLimitHeaders } from "#functions/kernel/http/rate-limit.ts";
import { type Bucket, limiter } from "#functions/kernel/limits/limiter.ts";
import { startThings } from "#tests/support/things.ts";

const counter = (name: string, limit: number) => {
  const world = { total: 0 };
  const bucket: Bucket = {
    name,
    key: name,
    quota: { limit, windowSeconds: 60 },
    add: async (_window, by) => {
      world.total += by;
      return world.total;
    },
  };
  return { world, bucket };
};

test("what one bucket refuses counts in none", async () => {
  const own = counter("user", 10);
  const shared = counter("tenant", 3);
  const take = limiter({ clock: () => new Date(0), onFailure: () => {} });
  const exchange = { requestId: "r", startedAt: 0, usages: [] };
  const ask = async () => {
    const settle = await countIn([own.bucket, shared.bucket], take, exchange);
    await settle();
  };
  for (let i = 0; i < 3; i += 1) await ask();
  for (let i = 0; i < 50; i += 1) await expect(ask()).rejects.toMatchObject({ code: "request.too-many" });
  // The next window of the tenant finds the person with all but three of their own requests left.
  const again = counter("tenant-later", 100);
  const admitted = async () => {
    const settle = await countIn([own.bucket, again.bucket], take, exchange);
    await settle();
  };
  for (let i = 0; i < 7; i += 1) await admitted();
  await expect(admitted()).rejects.toMatchObject({ code: "request.too-many" });
});

test("a person over their limit is told when to come back, and everybody how much is left", async () => {
  const { signedIn } = startThings({ clock: () => new Date(1_000_000_000_000) });
  const ask = () => signedIn({ path: "/v1/things/1" });
  const first = await ask();
  expect(first.headers["ratelimit-policy"]).toBe('"user";q=1000;w=900, "tenant";q=50000;w=900');
  expect(first.headers["ratelimit"]).toMatch(/^"user";r=999;t=\d+, "tenant";r=49999;t=\d+$/);
  for (let i = 1; i < 1000; i += 1) expect((await ask()).status).toBe(200);
  const refused = await ask();
  expect(refused).toMatchObject({ status: 429, json: { code: "request.too-many" } });
  expect(refused.headers["ratelimit"]).toMatch(/^"user";r=0;t=\d+$/);
  expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
});

test("what is not counted says nothing of limits", () => {
  expect(rateLimitHeaders([])).toEqual({});
});
