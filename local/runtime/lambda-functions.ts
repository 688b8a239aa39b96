import { randomUUID } from "node:crypto";
import { join } from "node:path";
import * as z from "zod";
import type { Provider, Resource } from "#local/resource.ts";
import { startEnvironment } from "./environment.ts";
import { createPool, type FunctionPool } from "./function-pool.ts";
import type { Functions, Outcome } from "./functions.ts";
import type { LogSink } from "./log-sink.ts";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface FunctionsSettings {
  readonly endpointUrl: () => string;
  /** Credentials of the role that a function runs as, for a session of that name. */
  readonly credentialsFor: (roleArn: string, sessionName: string) => Credentials;
  readonly logs: LogSink;
}

export interface LambdaFunctions extends Functions, Provider {
  readonly has: (fn: string) => boolean;
  /** How many environments the function may have at a time. */
  readonly environments: (fn: string) => number;
  readonly stop: (graceMs: number) => Promise<void>;
}

// AWS gives a bundle ten seconds to load, on a machine of its own.
const INIT_MS = 30_000;
const IDLE_MS = 60_000;
const MAX_ENVIRONMENTS = 8;
// Lambda's limit of a request, in bytes.
const MAX_EVENT = 6_291_456;

const functionSchema = z.object({
  Handler: z.string().regex(/^[^.]+\.[^.]+$/),
  Role: z.string(),
  Timeout: z.coerce.number().default(3),
  MemorySize: z.coerce.number().default(128),
  ReservedConcurrentExecutions: z.coerce.number().default(MAX_ENVIRONMENTS),
  Environment: z
    .object({ Variables: z.record(z.string(), z.coerce.string()).default({}) })
    .default({ Variables: {} }),
});

/** Name of the function that a name, an ARN or either with a version or alias means. */
function functionName(fn: string): string {
  const parts = fn.split(":");
  return (fn.startsWith("arn:") ? parts[6] : parts[0]) ?? fn;
}

interface Defined {
  readonly pool: FunctionPool;
  readonly size: number;
  readonly timeoutMs: number;
}

/** The Lambda functions of the stacks, run from their real bundles. */
export function lambdaFunctions(settings: FunctionsSettings): LambdaFunctions {
  const functions = new Map<string, Defined>();

  const find = (name: string): Defined => {
    const defined = functions.get(name);
    if (!defined) throw new Error(`There is no function ${name}`);
    return defined;
  };
  const invoke = async (fn: string, event: unknown): Promise<Outcome> => {
    const name = functionName(fn);
    const defined = find(name);
    const json = JSON.stringify(event ?? {});
    if (Buffer.byteLength(json) > MAX_EVENT) return tooLarge;
    const requestId = randomUUID();
    const outcome = await defined.pool.run({ requestId, event: json, timeoutMs: defined.timeoutMs });
    if (!outcome.ok) settings.logs.error(name, requestId, outcome);
    return outcome;
  };

  return {
    types: ["AWS::Lambda::Function", "AWS::Lambda::Version", "AWS::Lambda::Alias"],
    // A version and an alias mean the only code there is.
    define: (resource) => {
      if (resource.type === "AWS::Lambda::Function")
        functions.set(resource.name, defineFunction(resource, settings));
    },
    has: (fn) => functions.has(functionName(fn)),
    environments: (fn) => find(functionName(fn)).size,
    invoke,
    stop: async (graceMs) => {
      await Promise.all([...functions.values()].map(({ pool }) => pool.stop(graceMs)));
    },
  };
}

const tooLarge: Outcome = {
  ok: false,
  errorType: "RequestTooLargeException",
  errorMessage: `Request must be smaller than ${MAX_EVENT} bytes for the InvokeFunction operation`,
  trace: [],
};

function defineFunction(resource: Resource, settings: FunctionsSettings): Defined {
  const properties = functionSchema.parse(resource.properties);
  const [module = "", exportName = ""] = properties.Handler.split(".");
  if (resource.assetPath === undefined) throw new Error(`${resource.name} has no asset to run`);
  const file = join(resource.assetPath, `${module}.mjs`);
  const memoryLimitInMB = String(properties.MemorySize);
  // Once, for each set of credentials is a session of its own.
  let made: Record<string, string> | undefined;
  const variables = () => {
    made ??= { ...properties.Environment.Variables, ...reservedVariables(resource, properties, settings) };
    return made;
  };
  const start = () =>
    startEnvironment({
      data: {
        file,
        exportName,
        functionName: resource.name,
        functionArn: resource.arn,
        memoryLimitInMB,
        logStreamName: randomUUID(),
      },
      variables: variables(),
      memoryMb: properties.MemorySize,
      initMs: INIT_MS,
      log: (text) => settings.logs.write(resource.name, text),
    });
  const size = Math.min(MAX_ENVIRONMENTS, properties.ReservedConcurrentExecutions);
  const pool = createPool({ size, start, idleMs: IDLE_MS });
  return { pool, size, timeoutMs: properties.Timeout * 1000 };
}

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
function reservedVariables(
  { name, arn, assetPath = "" }: Resource,
  { Handler, MemorySize, Role }: z.infer<typeof functionSchema>,
  { endpointUrl, credentialsFor }: FunctionsSettings,
): Record<string, string> {
  const region = arn.split(":")[3] ?? "";
  const { accessKeyId, secretAccessKey, sessionToken } = credentialsFor(Role, name);
  return {
    _HANDLER: Handler,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: endpointUrl(),
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_REGION: region,
    LAMBDA_TASK_ROOT: assetPath,
    TZ: ":UTC",
  };
}
