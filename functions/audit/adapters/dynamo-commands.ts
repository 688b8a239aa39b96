import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { AuditRecord } from "#functions/audit/domain/entry.ts";
import type { Commands } from "#functions/audit/ports.ts";
import { commandRecord, hourKey } from "#functions/kernel/dynamodb/command-record.ts";

// The index tells keys alone; the second one ends with the command's id.
const place = z.object({ pk: z.string(), sk: z.string(), hoursk: z.string() });
type Place = z.infer<typeof place>;

const idOf = ({ hoursk }: Place): string => hoursk.slice(hoursk.indexOf("#") + 1);

/** The kernel's command records, by the hour. */
export function dynamoCommands(client: DynamoDBDocumentClient, table: string): Commands {
  const read = async ({ pk, sk }: Place): Promise<AuditRecord[]> => {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: { pk, sk } }));
    return Item ? [recordOf(Item)] : [];
  };
  return {
    ofHour: async (tenantId, hour) => (await placesOf(client, table, hourKey(tenantId, hour))).map(idOf),
    read: async (tenantId, hour, ids) => {
      const places = await placesOf(client, table, hourKey(tenantId, hour));
      return (await Promise.all(places.filter((one) => ids.includes(idOf(one))).map(read))).flat();
    },
  };
}

async function placesOf(client: DynamoDBDocumentClient, table: string, hourpk: string): Promise<Place[]> {
  const places: Place[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: "hour",
        KeyConditionExpression: "hourpk = :hour",
        ExpressionAttributeValues: { ":hour": hourpk },
        ExclusiveStartKey: start,
      }),
    );
    places.push(...Items.map((item) => place.parse(item)));
    start = LastEvaluatedKey;
  } while (start !== undefined);
  return places;
}

/** The same fields as the bus tells. */
function recordOf(item: unknown): AuditRecord {
  const { id, time, tenantId, actor, onBehalfOf, operation, requestId, key, outcome, events } =
    commandRecord.parse(item);
  const told = events.map((event) => ({ ...event }));
  return { id, time, tenantId, actor, onBehalfOf, operation, requestId, key, outcome, events: told };
}
