import { randomUUID } from "node:crypto";
import type { DynamoDBRecord } from "aws-lambda";
import * as z from "zod";
import type { Provider, Resource } from "#local/resource.ts";
import type { Clock } from "#local/services/clock.ts";
import { eventPattern } from "#local/services/events/event-pattern.ts";
import type { Queues } from "#local/services/sqs/queues.ts";
import type { Checkpoints } from "./checkpoints.ts";
import { failureKey, failureReport } from "./failure-report.ts";
import type { LambdaFunctions } from "./lambda-functions.ts";
import { type Mapping, mapQueue } from "./queue-mapping.ts";
import { mapStream, type StreamReader } from "./stream-mapping.ts";

export interface MappingsSettings {
  readonly functions: Pick<LambdaFunctions, "invoke" | "environments">;
  readonly queues: Queues;
  readonly streams: StreamReader & {
    readonly trim: (streamArn: string, upTo: string) => Promise<void>;
  };
  readonly checkpoints: Checkpoints;
  readonly clock: Clock;
  /** Keeps an object in a bucket, named by its ARN. */
  readonly keep: (bucketArn: string, key: string, body: string) => Promise<void>;
  readonly onFault: (error: unknown) => void;
  readonly redeliverySeconds?: number | undefined;
}

export interface EventSourceMappings extends Provider {
  /** Begins to feed the functions. Call it once all resources are defined. */
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

const mappingSchema = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.boolean().default(true),
  BatchSize: z.coerce.number().optional(),
  MaximumBatchingWindowInSeconds: z.coerce.number().default(0),
  FunctionResponseTypes: z.array(z.literal("ReportBatchItemFailures")).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: z.coerce.number() }).optional(),
  FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }).optional(),
  BisectBatchOnFunctionError: z.boolean().default(false),
  MaximumRetryAttempts: z.coerce.number().default(-1),
  MaximumRecordAgeInSeconds: z.coerce.number().default(-1),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }).optional() }).default({}),
});

interface Declared extends z.infer<typeof mappingSchema> {
  readonly id: string;
}

/** The event-source mappings of the stacks: queues and streams that feed functions. */
export function eventSourceMappings(settings: MappingsSettings): EventSourceMappings {
  const declared: Declared[] = [];
  let running: readonly Mapping[] = [];
  return {
    types: ["AWS::Lambda::EventSourceMapping"],
    define: ({ name, properties }: Resource) => {
      const mapping = { id: name, ...mappingSchema.parse(properties) };
      if (declared.some(({ EventSourceArn: arn }) => arn === mapping.EventSourceArn))
        throw new Error(`${name}: the local cloud feeds one function from ${mapping.EventSourceArn}`);
      declared.push(mapping);
    },
    start: () => {
      running = declared
        .filter(({ Enabled }) => Enabled)
        .map((mapping) =>
          mapping.EventSourceArn.startsWith("arn:aws:sqs:")
            ? fromQueue(mapping, settings)
            : fromStream(mapping, settings),
        );
    },
    stop: async () => {
      await Promise.all(running.map((mapping) => mapping.stop()));
    },
  };
}

const partialIn = ({ FunctionResponseTypes }: Declared): boolean =>
  FunctionResponseTypes.includes("ReportBatchItemFailures");

function fromQueue(
  mapping: Declared,
  { functions, queues, clock, redeliverySeconds, onFault }: MappingsSettings,
): Mapping {
  if (mapping.FilterCriteria) throw new Error(`${mapping.id}: queues are not filtered by the local cloud`);
  // More batches than environments would only wait while their visibility timeout runs.
  const environments = functions.environments(mapping.FunctionName);
  return mapQueue({
    queues,
    functions,
    clock,
    queueArn: mapping.EventSourceArn,
    fn: mapping.FunctionName,
    batchSize: mapping.BatchSize ?? 10,
    windowSeconds: mapping.MaximumBatchingWindowInSeconds,
    partial: partialIn(mapping),
    concurrency: Math.min(environments, mapping.ScalingConfig?.MaximumConcurrency ?? environments),
    redeliverySeconds,
    onFault,
  });
}

const forever = (limit: number): number => (limit < 0 ? Number.POSITIVE_INFINITY : limit);

function fromStream(mapping: Declared, settings: MappingsSettings): Mapping {
  const { functions, streams, clock, checkpoints, onFault } = settings;
  const { id, EventSourceArn: streamArn } = mapping;
  return mapStream({
    streams,
    functions,
    clock,
    streamArn,
    fn: mapping.FunctionName,
    batchSize: mapping.BatchSize ?? 100,
    wants: wantedBy(mapping),
    checkpoint: {
      get: () => checkpoints.get(id),
      set: (sequence) => {
        checkpoints.set(id, sequence);
        // A stream feeds one mapping, so what this one has done with nobody else reads.
        streams.trim(streamArn, sequence).catch(onFault);
      },
    },
    giveUp: (given) => report(mapping, given, settings),
    onFault,
    partial: partialIn(mapping),
    bisect: mapping.BisectBatchOnFunctionError,
    retryAttempts: forever(mapping.MaximumRetryAttempts),
    maxAgeSeconds: forever(mapping.MaximumRecordAgeInSeconds),
  });
}

function wantedBy({ FilterCriteria }: Declared): (record: DynamoDBRecord) => boolean {
  if (!FilterCriteria) return () => true;
  const tests = FilterCriteria.Filters.map(({ Pattern }) => eventPattern(JSON.parse(Pattern)));
  return (record) => tests.some((test) => test(record));
}

async function report(
  { id, FunctionName, EventSourceArn, DestinationConfig }: Declared,
  given: Parameters<Parameters<typeof mapStream>[0]["giveUp"]>[0],
  { clock, keep, queues, onFault }: MappingsSettings,
): Promise<void> {
  onFault(new Error(`${FunctionName} could not take ${given.records.length} record(s): ${given.condition}`));
  const destination = DestinationConfig.OnFailure?.Destination;
  if (destination === undefined) return;
  const [requestId, now] = [randomUUID(), new Date(clock.now())];
  const facts = failureReport({
    given,
    functionArn: FunctionName,
    streamArn: EventSourceArn,
    requestId,
    now,
  });
  if (destination.startsWith("arn:aws:sqs:")) {
    queues.send(destination, { body: JSON.stringify(facts) });
    return;
  }
  const payload = JSON.stringify({ Records: given.records });
  await keep(destination, failureKey(id, requestId, now), JSON.stringify({ ...facts, payload }));
}
