import type { AttributeValue } from "aws-lambda";
import * as z from "zod";
import type { Engine } from "#local/engine/engine.ts";

const image = z.custom<Record<string, AttributeValue>>(
  (value) => typeof value === "object" && value !== null,
);
const record = z.object({
  eventName: z.enum(["INSERT", "MODIFY", "REMOVE"]),
  userIdentity: z.unknown().optional(),
  dynamodb: z.object({
    ApproximateCreationDateTime: z.number(),
    Keys: image,
    NewImage: image.optional(),
    OldImage: image.optional(),
    SequenceNumber: z.string(),
    SizeBytes: z.number(),
    StreamViewType: z.enum(["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"]),
  }),
});
const recordsPage = z.object({ Records: z.array(record), NextShardIterator: z.string().optional() });
// An empty shard has no start yet.
const range = z.object({
  StartingSequenceNumber: z.string().optional(),
  EndingSequenceNumber: z.string().optional(),
});
const shard = z.object({ ShardId: z.string(), SequenceNumberRange: range });
const described = z.object({ StreamDescription: z.object({ Shards: z.array(shard) }) });
const tableDescription = z.object({ Table: z.object({ LatestStreamArn: z.string() }) });
const shardIterator = z.object({ ShardIterator: z.string() });

export type EngineRecord = z.infer<typeof record>;

/** Reads the records of a table's stream after a sequence number, over the DynamoDB Streams API. */
export type ReadPage = (
  table: string,
  after: string | undefined,
  limit: number,
) => Promise<readonly EngineRecord[]>;

/** Where reading goes on behind the record last read of a table. */
interface Place {
  readonly after: string | undefined;
  readonly iterator: string;
}

export function openStreamReader(engine: Engine): ReadPage {
  const places = new Map<string, Place>();
  const readOn = async (table: string, { after, iterator }: Place, limit: number) => {
    places.delete(table);
    const input = { ShardIterator: iterator, Limit: Math.min(limit, 1_000) };
    const { Records, NextShardIterator } = z.parse(
      recordsPage,
      await engine.call("DynamoDBStreams.GetRecords", input),
    );
    const reached = Records.at(-1)?.dynamodb.SequenceNumber ?? after;
    if (NextShardIterator) places.set(table, { after: reached, iterator: NextShardIterator });
    return Records;
  };
  const readAnew: ReadPage = async (table, after, limit) => {
    const StreamArn = await streamOf(engine, table);
    for (const entry of await entriesBehind(engine, StreamArn, after)) {
      const found = await engine.call("DynamoDBStreams.GetShardIterator", { StreamArn, ...entry });
      const records = await readOn(
        table,
        { after, iterator: z.parse(shardIterator, found).ShardIterator },
        limit,
      );
      if (records.length > 0) return records;
    }
    return [];
  };
  return async (table, after, limit) => {
    const place = places.get(table);
    if (!place || !sameNumber(place.after, after)) return readAnew(table, after, limit);
    // A kept iterator may have expired.
    return readOn(table, place, limit).catch(() => readAnew(table, after, limit));
  };
}

const sameNumber = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined ? one === other : BigInt(one) === BigInt(other);

async function streamOf(engine: Engine, table: string): Promise<string> {
  return z.parse(tableDescription, await engine.call("DescribeTable", { TableName: table })).Table
    .LatestStreamArn;
}

interface Entry {
  readonly ShardId: string;
  readonly ShardIteratorType: "TRIM_HORIZON" | "AFTER_SEQUENCE_NUMBER";
  readonly SequenceNumber?: string | undefined;
}

/** The ways into the shards that hold what comes after, oldest first. */
async function entriesBehind(
  engine: Engine,
  StreamArn: string,
  after: string | undefined,
): Promise<readonly Entry[]> {
  const { StreamDescription } = z.parse(
    described,
    await engine.call("DynamoDBStreams.DescribeStream", { StreamArn }),
  );
  const { Shards } = StreamDescription;
  if (after === undefined)
    return Shards.map(({ ShardId }) => ({ ShardId, ShardIteratorType: "TRIM_HORIZON" }));
  const inside = (ShardId: string): Entry => ({
    ShardId,
    ShardIteratorType: "AFTER_SEQUENCE_NUMBER",
    SequenceNumber: after,
  });
  // dynoxide's only shard tells neither its start nor its end truly.
  if (Shards.length === 1) return Shards.map(({ ShardId }) => inside(ShardId));
  return Shards.filter(
    ({ SequenceNumberRange: { EndingSequenceNumber: end } }) => !end || isBehind(end, after),
  ).map(({ ShardId, SequenceNumberRange: { StartingSequenceNumber: start } }) =>
    start === undefined || isBehind(start, after)
      ? { ShardId, ShardIteratorType: "TRIM_HORIZON" }
      : inside(ShardId),
  );
}

const isBehind = (sequence: string, after: string): boolean => BigInt(sequence) > BigInt(after);
