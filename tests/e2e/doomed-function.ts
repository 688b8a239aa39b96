import { join } from "node:path";
import * as z from "zod";
import { requestEvent } from "#local/gateway/request-event.ts";
import { startEnvironment } from "#local/runtime/environment.ts";
import { type Moment, startCuttingProxy } from "#tests/e2e/cutting-proxy.ts";
import { type SharedFunction, sharedCloud, sharedFunction } from "#tests/support/cloud.ts";

/** A request to a function's HTTP door. */
export interface Write {
  /** Part of the function's construct path. */
  readonly function: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object;
  /** That it answers with, if it lives. */
  readonly status: number;
}

const replied = z.object({ statusCode: z.int() });

/** Serves one request in an environment of its own, which dies at the given one of its calls. Tells whether it did. */
export async function serveDoomed(write: Write, call: number, moment: Moment): Promise<"died" | "answered"> {
  const { aws } = sharedCloud();
  const fn = sharedFunction(write.function);
  const kill = () => void environment.end();
  const proxy = await startCuttingProxy(aws?.endpoint ?? "", { call, moment, kill });
  const environment = startEnvironment({
    data: {
      file: join(fn.assetPath, "index.mjs"),
      exportName: "handler",
      functionName: "doomed",
      functionArn: "arn:aws:lambda:eu-west-1:000000000000:function:doomed",
      memoryLimitInMB: "512",
      logStreamName: "doomed",
    },
    variables: { ...variablesOf(fn), AWS_ENDPOINT_URL: proxy.url },
    memoryMb: 512,
    initMs: 60_000,
    log: () => {},
  });
  try {
    const event = JSON.stringify(eventOf(write));
    const outcome = await environment.run({ requestId: "doomed", event, timeoutMs: 60_000 });
    if (proxy.calls() >= call) return "died";
    const status = outcome.ok ? replied.parse(outcome.payload).statusCode : outcome.errorMessage;
    if (status === write.status) return "answered";
    throw new Error(`Nobody killed it, and it answered ${status}`);
  } finally {
    await environment.end();
    proxy.stop();
  }
}

const variablesOf = ({ variables, credentials }: SharedFunction): Record<string, string> => ({
  ...variables,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_SESSION_TOKEN: credentials.sessionToken,
  AWS_REGION: "eu-west-1",
});

const eventOf = ({ method, path, headers, body }: Write) =>
  requestEvent(
    {
      method,
      url: path,
      protocol: "HTTP/1.1",
      headers: { "content-type": "application/json", ...headers },
      body: Buffer.from(body ? JSON.stringify(body) : ""),
      sourceIp: "192.0.2.1",
      port: 443,
    },
    path,
    { route: { key: "$default", fn: "" }, parameters: {} },
    { apiId: "api", requestId: "doomed", now: new Date() },
  );
