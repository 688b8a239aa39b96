import { randomUUID } from "node:crypto";
import { join } from "node:path";
import * as z from "zod";
import { startEnvironment } from "#local/runtime/environment.ts";
import type { Send } from "#tests/bench/hot-operations.ts";
import type { PlatformFacts } from "#tests/bench/platform.ts";
import { caller, type Handler } from "#tests/support/gateway.ts";

/** An execution environment of one function, apart from those that the platform runs: cold when it is opened. */
export interface Probe {
  readonly send: Send;
  readonly end: () => Promise<void>;
}

const variables = z.object({ Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()) }) });
const gatewayReply = z.looseObject({ statusCode: z.number(), body: z.string().optional() });

/** The function whose construct path contains `path`, in the pool stamp. */
function functionAt({ resources }: Pick<PlatformFacts, "resources">, path: string) {
  const found = resources.find(
    ({ type, path: own = "" }) =>
      type === "AWS::Lambda::Function" && own.startsWith("Tenure-Pool/") && own.includes(path),
  );
  if (!found) throw new Error(`The pool has no function ${path}`);
  return found;
}

/** What a function is told through its environment, and credentials that nothing is refused to. */
export function variablesOf(
  { root }: Pick<PlatformFacts, "root">,
  resource: PlatformFacts["resources"][number],
  endpointUrl: string,
): Record<string, string> {
  return {
    ...variables.parse(resource.properties).Environment.Variables,
    AWS_ACCESS_KEY_ID: root.accessKeyId,
    AWS_SECRET_ACCESS_KEY: root.secretAccessKey,
    AWS_SESSION_TOKEN: root.sessionToken,
    AWS_REGION: resource.arn.split(":")[3] ?? "",
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_LAMBDA_FUNCTION_NAME: resource.name,
  };
}

/** Opens an environment of a context's HTTP function; its AWS calls go to `endpointUrl`. */
export function openProbe(
  platform: PlatformFacts,
  context: string,
  { accessToken, endpointUrl }: { readonly accessToken: string; readonly endpointUrl: string },
): Probe {
  const resource = functionAt(platform, `/${context[0]?.toUpperCase()}${context.slice(1)}/Api`);
  const environment = startEnvironment({
    data: {
      file: join(resource.assetPath ?? "", "index.mjs"),
      exportName: "handler",
      functionName: resource.name,
      functionArn: resource.arn,
      memoryLimitInMB: "1024",
      logStreamName: "probe",
    },
    variables: variablesOf(platform, resource, endpointUrl),
    memoryMb: 1024,
    initMs: 30_000,
    log: () => {},
  });
  const handler: Handler = async (event) => {
    const outcome = await environment.run({
      requestId: randomUUID(),
      event: JSON.stringify(event),
      timeoutMs: 30_000,
    });
    if (!outcome.ok) throw new Error(`${outcome.errorType}: ${outcome.errorMessage}`);
    return gatewayReply.parse(outcome.payload);
  };
  const ask = caller(handler);
  return {
    send: async ({ method, path, body }) => {
      const [own = "", query = ""] = path.split("?");
      const headers = { authorization: `Bearer ${accessToken}` };
      const reply = await ask({ method, path: own, query, headers, ...(body && { body }) });
      if (reply.status >= 300)
        throw new Error(`${method} ${path} was answered ${reply.status}: ${reply.text}`);
      return { status: reply.status, body: reply.json };
    },
    end: environment.end,
  };
}
