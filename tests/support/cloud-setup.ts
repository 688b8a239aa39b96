import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import * as z from "zod";
import { bundleFunctions } from "#lib/bundling/bundle-functions.ts";
import { type Cloud, startCloud } from "#local/cloud.ts";
import type { Resource } from "#local/resource.ts";
import { codeIn } from "#tests/support/built-code.ts";
import {
  type AwsSession,
  quickSettings,
  type SharedCloud,
  type SharedFunction,
} from "#tests/support/cloud.ts";

// A webhook receiver for each file that runs at a time, with room to spare.
const RECEIVERS = 8;

/**
 * Starts one cloud for all tests of the run: starting is what takes time, and tenants keep tests apart. With
 * `TENURE_URL` the tests run against that deployment instead.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const url = process.env["TENURE_URL"];
  if (url !== undefined) {
    project.provide("cloud", { url, receiverPorts: [] });
    return undefined;
  }
  const bundles = mkdtempSync(join(tmpdir(), "tenure-bundles-"));
  await bundleFunctions({ outdir: bundles, minify: false });
  const receiverPorts = await freePorts(RECEIVERS);
  const cloud = await startCloud({
    code: codeIn(bundles),
    settings: quickSettings,
    redeliverySeconds: 1,
    allowWebhooks: receiverPorts.map((port) => `localhost:${port}`),
  });
  project.provide("cloud", sharedOf(cloud, { bundles, receiverPorts }));
  return async () => {
    await cloud.stop();
    rmSync(bundles, { recursive: true });
  };
}

const sharedOf = (
  { url, endpointUrl, root, resources, credentialsFor }: Cloud,
  more: Pick<SharedCloud, "bundles" | "receiverPorts">,
): SharedCloud => ({
  ...more,
  url,
  aws: { endpoint: endpointUrl, credentials: sessionOf(root) },
  resources: resources.map(({ type, path = "", name, arn }) => ({ type, path, name, arn })),
  functions: resources
    .filter(({ type }) => type === "AWS::Lambda::Function")
    .map((resource) => functionOf(resource, (role) => sessionOf(credentialsFor(role, resource.name)))),
});

const sessionOf = ({ accessKeyId, secretAccessKey, sessionToken }: Cloud["root"]): AwsSession => ({
  accessKeyId,
  secretAccessKey,
  sessionToken,
});

const functionShape = z.object({
  Role: z.string(),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()) }),
});

function functionOf(
  { path = "", assetPath = "", properties }: Resource,
  sessionAs: (role: string) => AwsSession,
): SharedFunction {
  const { Role, Environment } = functionShape.parse(properties);
  return { path, assetPath, variables: Environment.Variables, credentials: sessionAs(Role) };
}

async function freePorts(count: number): Promise<readonly number[]> {
  const probes = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(probes.map(listen));
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return ports;
}

const listen = (probe: ReturnType<typeof createServer>): Promise<number> =>
  new Promise((resolve) => {
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
