import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Code } from "aws-cdk-lib/aws-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cloud, startCloud } from "#local/cloud.ts";

const directory = mkdtempSync(join(tmpdir(), "tenure-cloud-"));
let cloud: Cloud;

// In place of each bundle, a function that tells what it is and what it was told.
function echo(bundle: string): Code {
  const folder = join(directory, bundle);
  mkdirSync(folder, { recursive: true });
  const body = `JSON.stringify({ bundle: ${JSON.stringify(bundle)}, path: event.rawPath, env: process.env })`;
  writeFileSync(
    join(folder, "index.mjs"),
    `export const handler = async (event) => ({ statusCode: 200, body: ${body} });`,
  );
  return Code.fromAsset(folder);
}

beforeAll(async () => {
  cloud = await startCloud({
    code: echo,
    stamps: [
      { name: "pool", kind: "pool", port: 0 },
      { name: "acme-care", kind: "private", port: 0 },
    ],
    allowWebhooks: ["localhost:9999"],
  });
}, 30_000);
afterAll(async () => {
  await cloud?.stop();
  rmSync(directory, { recursive: true });
});

interface Told {
  readonly bundle: string;
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}
const ask = async (url: string): Promise<Told> => (await (await fetch(url)).json()) as Told;

describe("the deployed stacks on this machine", () => {
  it.each([
    ["/v1/people/employees", "people/api"],
    ["/v1/tenants", "tenants/api"],
    ["/v1/time/clock-in", "time/api"],
    ["/.well-known/jwks.json", "identity/api"],
    ["/v1/health", "docs/api"],
    ["/nowhere", "docs/api"],
  ])("route %s to %s", async (path, bundle) => {
    expect(await ask(cloud.url + path)).toMatchObject({ bundle, path });
  });

  it("run every stamp with tables, address and rights of its own", async () => {
    const [pool, own] = await Promise.all(Object.values(cloud.stamps).map((url) => ask(`${url}/v1/people`)));
    expect(pool?.env).toMatchObject({ STAMP: "pool", STAMP_KIND: "pool", PUBLIC_URL: cloud.stamps["pool"] });
    expect(own?.env).toMatchObject({
      STAMP: "acme-care",
      STAMP_KIND: "private",
      PUBLIC_URL: cloud.stamps["acme-care"],
    });
    expect(own?.env["TENANT_TABLE"]).not.toBe(pool?.env["TENANT_TABLE"]);
    expect(own?.env["AWS_REGION"]).toBe("eu-central-1");
    expect(own?.env["AWS_ACCESS_KEY_ID"]).not.toBe(pool?.env["AWS_ACCESS_KEY_ID"]);
  });

  it("let webhooks reach only what was allowed on the command line", () => {
    const fn = cloud.find("AWS::Lambda::Function", "Tenure-Pool/Webhooks/Deliver/");
    expect(fn.properties).toMatchObject({
      Environment: { Variables: { OUTBOUND_ALLOW: '["localhost:9999"]' } },
    });
  });
});
