import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { startEngine } from "#local/engine/engine.ts";
import { deployTable } from "#local/services/dynamodb-table-deployment.ts";
import { declaredTable } from "#local/services/dynamodb-table-shape.ts";
import type { PlatformFacts } from "#tests/bench/platform.ts";
import { timed } from "#tests/bench/timing.ts";
import type { AwsCall } from "#tests/bench/wiretap.ts";

/** DynamoDB and nothing else: one client, the engine, and tables like those of the platform. */
export interface Bare {
  /** Milliseconds that the calls of one request take; those that were made side by side are so again. */
  readonly replay: (calls: readonly AwsCall[]) => Promise<number>;
  readonly stop: () => Promise<void>;
}

export async function openBare({ resources }: Pick<PlatformFacts, "resources">): Promise<Bare> {
  const engine = await startEngine();
  for (const { name, properties } of resources.filter(({ type }) => type === "AWS::DynamoDB::GlobalTable"))
    await deployTable(engine, name, declaredTable.parse(properties));
  const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
  const client = new DynamoDBClient({ endpoint: engine.url, region: "eu-west-1", credentials });
  const send = async ({ target, body }: AwsCall): Promise<void> => {
    const make = commands[target.split(".").at(-1) ?? ""];
    if (!make) throw new Error(`The bare client makes no ${target}`);
    await make(client, JSON.parse(body.toString("utf8")));
  };
  return {
    replay: (calls) =>
      timed(async () => {
        for (const together of waves(calls)) await Promise.all(together.map(send));
      }),
    stop: async () => {
      client.destroy();
      await engine.stop();
    },
  };
}

// The wire's JSON is the input of the command, as long as no bytes are in it.
const commands: Readonly<
  Record<string, (client: DynamoDBClient, input: ReturnType<JSON["parse"]>) => Promise<unknown>>
> = {
  GetItem: (client, input) => client.send(new GetItemCommand(input)),
  BatchGetItem: (client, input) => client.send(new BatchGetItemCommand(input)),
  Query: (client, input) => client.send(new QueryCommand(input)),
  PutItem: (client, input) => client.send(new PutItemCommand(input)),
  UpdateItem: (client, input) => client.send(new UpdateItemCommand(input)),
  TransactWriteItems: (client, input) => client.send(new TransactWriteItemsCommand(input)),
};

/** The calls in groups: each began before any of its group had ended, and after one of the group before had. */
function waves(calls: readonly AwsCall[]): readonly (readonly AwsCall[])[] {
  const groups: AwsCall[][] = [];
  let firstEnd = Number.NEGATIVE_INFINITY;
  for (const call of calls.toSorted((a, b) => a.begun - b.begun)) {
    if (call.begun >= firstEnd) {
      groups.push([]);
      firstEnd = call.ended;
    }
    groups.at(-1)?.push(call);
    firstEnd = Math.min(firstEnd, call.ended);
  }
  return groups;
}
