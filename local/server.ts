import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { type Engine, startEngine } from "#local/engine/engine.ts";
import { openStreams, type Streams } from "#local/engine/streams.ts";
import type { LocalPages } from "#local/gateway/front-door.ts";
import { type HttpApis, httpApis } from "#local/gateway/http-api.ts";
import { type Iam, openIam } from "#local/iam/iam.ts";
import { objectKeeper } from "#local/object-keeper.ts";
import type { Provider } from "#local/resource.ts";
import { openCheckpoints } from "#local/runtime/checkpoints.ts";
import { eventSourceMappings } from "#local/runtime/event-source-mappings.ts";
import { type LambdaFunctions, lambdaFunctions } from "#local/runtime/lambda-functions.ts";
import { lambdaService } from "#local/runtime/lambda-service.ts";
import { type LogSink, logSink } from "#local/runtime/log-sink.ts";
import { systemClock } from "#local/services/clock.ts";
import { dynamoDb } from "#local/services/dynamodb.ts";
import { openTables, type Tables } from "#local/services/dynamodb-tables.ts";
import { startEndpoint } from "#local/services/endpoint.ts";
import type { Deliver } from "#local/services/service.ts";
import { openServices, type Services } from "#local/services/services.ts";
import type { Queues } from "#local/services/sqs/queues.ts";
import { sts } from "#local/services/sts.ts";
import { openStore } from "#local/store.ts";

interface ServerSettings {
  readonly account: string;
  readonly directory: string;
  /** How long what runs may take to come to its end; read when the server ends. */
  readonly grace: { readonly ms: number };
  readonly redeliverySeconds?: number | undefined;
  readonly report: (line: string) => void;
  readonly onFault: (error: unknown) => void;
}

/** All parts of the local cloud but the stacks themselves. */
export interface Server {
  readonly endpointUrl: string;
  readonly iam: Iam;
  readonly functions: LambdaFunctions;
  readonly queues: Queues;
  readonly apis: HttpApis;
  readonly pages: LocalPages;
  readonly providers: readonly Provider[];
  /** Begins to move messages, events and schedules. Call it once all resources are defined. */
  readonly start: () => void;
}

/** Opens every part; `ends` ends them in reverse order. */
export async function openServer(settings: ServerSettings, ends: AsyncDisposableStack): Promise<Server> {
  const { directory, grace, onFault } = settings;
  const logs = logSink(join(directory, "functions.log"), settings.report);
  ends.defer(logs.close);
  const data = await openData(settings, ends);
  const { endpointUrl, functions, services } = await openEndpoint(settings, { data, logs }, ends);
  const positions = openStore(join(directory, "streams.db"));
  ends.defer(positions.close);
  const mappings = eventSourceMappings({
    functions,
    queues: services.queues,
    streams: data.streams,
    checkpoints: openCheckpoints(positions),
    clock: systemClock,
    keep: objectKeeper(endpointUrl, data.iam.root),
    onFault,
    redeliverySeconds: settings.redeliverySeconds,
  });
  ends.defer(async () => {
    await Promise.all([mappings.stop(), functions.stop(grace.ms)]);
  });
  const apis = httpApis({ functions });
  return {
    endpointUrl,
    iam: data.iam,
    functions,
    queues: services.queues,
    apis,
    pages: services.pages,
    providers: [data.iam.provider, data.tables, functions, mappings, apis, ...services.providers],
    start: () => {
      services.start();
      mappings.start();
    },
  };
}

interface Data {
  readonly iam: Iam;
  readonly engine: Engine;
  readonly tables: Tables;
  readonly streams: Streams;
}

async function openData({ directory, account }: ServerSettings, ends: AsyncDisposableStack): Promise<Data> {
  const engine = await startEngine({ file: join(directory, "dynamodb.sqlite") });
  ends.defer(engine.stop);
  return { iam: openIam({ account }), engine, tables: openTables(engine), streams: openStreams(engine) };
}

interface Opened {
  readonly endpointUrl: string;
  readonly functions: LambdaFunctions;
  readonly services: Services;
}

async function openEndpoint(
  { account, directory, report, onFault }: ServerSettings,
  { data, logs }: { readonly data: Data; readonly logs: LogSink },
  ends: AsyncDisposableStack,
): Promise<Opened> {
  const { iam, streams } = data;
  const functions = lambdaFunctions({
    endpointUrl: () => endpoint.url,
    credentialsFor: iam.credentialsFor,
    logs,
  });
  const services = openServices({
    account,
    stateDir: directory,
    clock: systemClock,
    newId: randomUUID,
    invoke: callBy(functions),
    secretOf: iam.secretOf,
    authorize: iam.authorize,
    onLost: ({ targetArn }, error) => report(`Lost what was meant for ${targetArn}: ${error}`),
  });
  ends.defer(services.stop);
  const endpoint = await startEndpoint(
    {
      ...services.services,
      dynamodb: dynamoDb({ ...data, conflicts: true, onWrite: streams.written }),
      sts: sts(iam),
      lambda: lambdaService({
        functions,
        authorize: iam.authorize,
        arnOf: (fn, region) =>
          fn.startsWith("arn:") ? fn : `arn:aws:lambda:${region}:${account}:function:${fn}`,
        onFault,
      }),
    },
    { streaming: services.streaming, onFault },
  );
  ends.defer(endpoint.stop);
  return { endpointUrl: endpoint.url, functions, services };
}

// Rejects when the function fails, so that the sender tries again.
const callBy =
  (functions: LambdaFunctions): Deliver =>
  async (fn, payload) => {
    const outcome = await functions.invoke(fn, JSON.parse(payload));
    if (!outcome.ok) throw new Error(`${outcome.errorType}: ${outcome.errorMessage}`);
  };
