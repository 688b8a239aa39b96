import { inject } from "vitest";
import type { StampSettings } from "#lib/config.ts";
import type { Resource } from "#local/resource.ts";

/** What tests may know of the cloud that the whole run shares. Against a remote deployment that is its URL alone. */
export interface SharedCloud {
  /** Base URL of the pool stamp. */
  readonly url: string;
  /** Where built bundles lie, for a test that starts a cloud of its own: `startCloud({ code: codeIn(bundles) })`. */
  readonly bundles?: string;
  /** For SDK clients of the tests' own: `new DynamoDBClient({ ...aws, region: "eu-west-1" })`. Nothing is refused to them. */
  readonly aws?: {
    readonly endpoint: string;
    readonly credentials: AwsSession;
  };
  readonly resources?: readonly Required<Pick<Resource, "type" | "path" | "name" | "arn">>[];
  /** What the functions run from, and what each is told, for a test that runs one by itself. */
  readonly functions?: readonly SharedFunction[];
  /** Ports on localhost that webhooks may reach. */
  readonly receiverPorts: readonly number[];
}

export interface AwsSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface SharedFunction {
  readonly path: string;
  readonly assetPath: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Of the function's own role. */
  readonly credentials: AwsSession;
}

declare module "vitest" {
  interface ProvidedContext {
    cloud: SharedCloud;
  }
}

/** Settings that would only make tests slow: password hashing, address limits, pauses between webhook attempts. */
export const quickSettings: Partial<StampSettings> = {
  scryptCost: 2 ** 10,
  publicLimitPerMinute: 1_000_000,
  webhookRetrySchedule: [1, 1, 2, 2],
};

export const sharedCloud = (): SharedCloud => inject("cloud");

/** A port of this test file's own, among files that run at the same time, that webhooks may reach. */
export function receiverPort(): number {
  const port = sharedCloud().receiverPorts[Number(process.env["VITEST_POOL_ID"] ?? 1) - 1];
  if (port === undefined) throw new Error("Webhooks of a remote deployment reach no port of this machine");
  return port;
}

/** The one resource of a type whose construct path contains `path`. */
export function resource(type: string, path: string): Pick<Resource, "name" | "arn"> {
  const [found, ...more] = (sharedCloud().resources ?? []).filter(
    (one) => one.type === type && one.path.includes(path),
  );
  if (found && more.length === 0) return found;
  throw new Error(`${found ? "More than one" : "No"} ${type} has ${path} in its path`);
}

/** The one function whose construct path contains `path`. */
export function sharedFunction(path: string): SharedFunction {
  const [found, ...more] = (sharedCloud().functions ?? []).filter((one) => one.path.includes(path));
  if (found && more.length === 0) return found;
  throw new Error(`${found ? "More than one" : "No"} function has ${path} in its path`);
}
