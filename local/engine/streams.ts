import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { DynamoDBRecord } from "aws-lambda";
import type { Engine } from "#local/engine/engine.ts";
import { type EngineRecord, openStreamReader } from "#local/engine/stream-reader.ts";

/** The streams of the tables, as an event source mapping reads them. A stream's ARN is `<the table's>/stream/local`. */
export interface Streams {
  /**
   * Reads records in order: those after a sequence number or, without one, from the oldest that is kept. Answers none
   * only when the reader has all. A reader keeps its own place; sequence numbers outlive restarts.
   */
  readonly read: (
    streamArn: string,
    after: string | undefined,
    limit: number,
  ) => Promise<readonly DynamoDBRecord[]>;
  /** Calls back after each write to the stream's table; the answer ends that. */
  readonly onWrite: (streamArn: string, callback: () => void) => () => void;
  /** Lets go of the records up to a sequence number, which every reader must have behind it. */
  readonly trim: (streamArn: string, upTo: string) => Promise<void>;
  /** Passes on that a table was written to. */
  readonly written: (table: string) => void;
}

export function openStreams(engine: Engine): Streams {
  const page = openStreamReader(engine);
  const listeners = new Map<string, ReadonlySet<() => void>>();
  const read: Streams["read"] = async (streamArn, after, limit) => {
    const records = await page(tableOf(streamArn), after, limit);
    const changes = records.filter(isChange).map((record) => toLambda(record, streamArn));
    const last = records.at(-1);
    return changes.length > 0 || !last ? changes : read(streamArn, last.dynamodb.SequenceNumber, limit);
  };
  return {
    read,
    onWrite: (streamArn, callback) => {
      const table = tableOf(streamArn);
      listeners.set(table, new Set(listeners.get(table)).add(callback));
      return () => {
        listeners.set(table, new Set([...(listeners.get(table) ?? [])].filter((each) => each !== callback)));
      };
    },
    trim: (streamArn, upTo) => engine.trim(tableOf(streamArn), BigInt(upTo)),
    written: (table) => {
      for (const callback of listeners.get(table) ?? []) callback();
    },
  };
}

function tableOf(streamArn: string): string {
  const [, table] = /:table\/([^/]+)\/stream\//.exec(streamArn) ?? [];
  if (table === undefined) throw new Error(`Not the ARN of a table's stream: ${streamArn}`);
  return table;
}

/** DynamoDB writes no record for a write that changes nothing; not every engine knows. */
const isChange = ({ eventName, dynamodb: { NewImage, OldImage } }: EngineRecord): boolean =>
  eventName !== "MODIFY" || !NewImage || !OldImage || !isDeepStrictEqual(NewImage, OldImage);

function toLambda({ eventName, userIdentity, dynamodb }: EngineRecord, streamArn: string): DynamoDBRecord {
  // As long as on AWS, so that they sort as text.
  const SequenceNumber = dynamodb.SequenceNumber.padStart(21, "0");
  return {
    eventID: createHash("md5").update(`${streamArn} ${SequenceNumber}`).digest("hex"),
    eventName,
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: streamArn.split(":")[3],
    dynamodb: { ...dynamodb, SequenceNumber },
    eventSourceARN: streamArn,
    ...(userIdentity !== undefined && { userIdentity }),
  };
}
