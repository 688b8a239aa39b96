import { join } from "node:path";
import type { App } from "aws-cdk-lib";
import { type FrontDoor, openFrontDoor } from "#local/gateway/front-door.ts";
import type { Resource } from "#local/resource.ts";
import type { LambdaFunctions } from "#local/runtime/lambda-functions.ts";
import { openServer, type Server } from "#local/server.ts";
import type { Queues } from "#local/services/sqs/queues.ts";
import { readAssembly } from "#local/stack/read-assembly.ts";
import { handlingOf } from "#local/stack/resource-types.ts";
import { resourcesOf } from "#local/stack/resources.ts";
import { takeStateDirectory } from "#local/state-directory.ts";

export interface RunAppOptions {
  /** Makes the CDK app to run; it is synthesised into `outdir`. May write next to it what it needs. */
  readonly app: (outdir: string) => App | Promise<App>;
  /** A port for each Stage that has an HTTP API; 0 for any that is free. */
  readonly doors: Readonly<Record<string, number>>;
  /** Keeps all state there; a temporary directory when absent. */
  readonly stateDirectory?: string | undefined;
  /** Forgets what the directory holds. */
  readonly fresh?: boolean | undefined;
  /** Seconds until a message that a function failed on is delivered again, instead of the queue's visibility timeout. */
  readonly redeliverySeconds?: number | undefined;
  /** Hears in one line of what goes wrong; everything functions log is in `<state>/functions.log`. */
  readonly report: (line: string) => void;
}

export interface RunningApp {
  /** Base URL by Stage. */
  readonly urls: Readonly<Record<string, string>>;
  /** What `AWS_ENDPOINT_URL` is to the functions. */
  readonly endpointUrl: string;
  /** Credentials that nothing is refused to. */
  readonly root: Server["iam"]["root"];
  /** Credentials of a session of a role, as a function of that role gets them. */
  readonly credentialsFor: Server["iam"]["credentialsFor"];
  readonly resources: readonly Resource[];
  /** The one resource of a type whose construct path contains `path`. */
  readonly find: (type: string, path?: string) => Resource;
  readonly functions: LambdaFunctions;
  readonly queues: Queues;
  /** Ends everything; what runs gets `graceMs` to come to its end. With 0 nothing does, as in a power cut. */
  readonly stop: (graceMs?: number) => Promise<void>;
}

const ACCOUNT = "000000000000";
const GRACE_MS = 1_000;

/** Runs the stacks of a CDK app on this machine. */
export async function runApp(options: RunAppOptions): Promise<RunningApp> {
  // As on AWS. Threads have no time zone of their own, so that of the process is set.
  process.env["TZ"] = "UTC";
  await using ends = new AsyncDisposableStack();
  const grace = { ms: GRACE_MS };
  const onFault = (error: unknown) => options.report(error instanceof Error ? error.message : String(error));
  const state = takeStateDirectory(options);
  ends.defer(state.release);
  // Beside the opening of everything else: to build functions is another process's work.
  const app = Promise.resolve(options.app(join(state.path, "cdk.out")));
  app.catch(() => {});
  const doors = await openDoors(options.doors, onFault);
  const server = await openServer(
    { ...options, account: ACCOUNT, directory: state.path, grace, onFault },
    ends,
  );
  // Registered last, so that at the end nothing new comes in while the rest ends.
  ends.defer(async () => {
    await Promise.all([...doors.values()].map((door) => door.stop(grace.ms)));
  });
  const resources = await defineAll(await app, { server, doors });
  server.start();
  for (const api of resources.filter(({ type }) => type === "AWS::ApiGatewayV2::Api"))
    doorOf(doors, api.path ?? "").open(server.apis.serve(api.name), server.pages);
  const running = ends.move();
  return {
    urls: Object.fromEntries([...doors].map(([stage, { url }]) => [stage, url])),
    endpointUrl: server.endpointUrl,
    root: server.iam.root,
    credentialsFor: server.iam.credentialsFor,
    resources,
    find: (type, path = "") => only(resources, type, path),
    functions: server.functions,
    queues: server.queues,
    stop: async (graceMs = GRACE_MS) => {
      grace.ms = graceMs;
      await running.disposeAsync();
    },
  };
}

async function openDoors(
  ports: RunAppOptions["doors"],
  onFault: (error: unknown) => void,
): Promise<ReadonlyMap<string, FrontDoor>> {
  const doors = new Map<string, FrontDoor>();
  try {
    for (const [stage, port] of Object.entries(ports))
      doors.set(stage, await openFrontDoor({ port, onFault }));
    return doors;
  } catch (error) {
    await Promise.all([...doors.values()].map((door) => door.stop(0)));
    throw error;
  }
}

function doorOf(doors: ReadonlyMap<string, FrontDoor>, path: string): FrontDoor {
  const door = doors.get(path.split("/")[0] ?? "");
  if (!door) throw new Error(`No port was given for the API ${path}`);
  return door;
}

interface Site {
  readonly server: Server;
  readonly doors: ReadonlyMap<string, FrontDoor>;
}

async function defineAll(app: App, { server, doors }: Site): Promise<readonly Resource[]> {
  const assembly = app.synth();
  const resources = resourcesOf(readAssembly(assembly.directory), {
    account: ACCOUNT,
    endpointUrl: server.endpointUrl,
    apiUrl: (path) => doorOf(doors, path).url,
  });
  for (const resource of resources) {
    const provider = server.providers.find(({ types }) => types.includes(resource.type));
    if (provider) await provider.define(resource);
    else if (handlingOf(resource.type) === "run") throw new Error(`Nothing runs ${resource.type}`);
  }
  return resources;
}

function only(resources: readonly Resource[], type: string, path: string): Resource {
  const [found, ...more] = resources.filter(
    (resource) => resource.type === type && (resource.path ?? "").includes(path),
  );
  if (found && more.length === 0) return found;
  throw new Error(`${found ? "More than one" : "No"} ${type} has ${JSON.stringify(path)} in its path`);
}
