import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Sealer } from "#functions/kernel/crypto/sealer.ts";
import { sharedCloud } from "#tests/support/cloud.ts";

const nothingPersonal = () => Promise.reject(new Error("Nothing personal is written here"));

/** What sealing is to a test that writes nothing personal. */
export const noSealer: Sealer = { seal: nothingPersonal, open: nothingPersonal };

/** The shared cloud's tables, open to a test as they are to nobody in the product. */
export async function stampTables() {
  const { aws } = sharedCloud();
  if (!aws) throw new Error("The tables of a remote deployment are out of reach");
  const client = new DynamoDBClient({ ...aws, region: "eu-west-1" });
  const documents = DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
  });
  const { TableNames = [] } = await client.send(new ListTablesCommand());
  const named = (part: string): string => {
    const [name, ...more] = TableNames.filter((each) => each.includes(part));
    if (name === undefined || more.length > 0) throw new Error(`Not one table is named ${part}`);
    return name;
  };
  const itemsAt = async (table: string, pk: string) => {
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": pk },
        ConsistentRead: true,
      }),
    );
    return Items;
  };
  return {
    documents,
    itemsAt,
    tenants: named("TenantTable"),
    identity: named("IdentityTable"),
    catalogue: named("Catalogue"),
  };
}
