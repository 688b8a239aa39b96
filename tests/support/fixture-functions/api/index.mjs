import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";

const table = process.env.TABLE;
const client = new DynamoDBClient();

/** PUT stores a thing, GET reads it, DELETE fails. */
export const handler = async ({ rawPath, requestContext, body }) => {
  const Key = { pk: { S: rawPath }, sk: { S: "thing" } };
  if (requestContext.http.method === "DELETE") throw new Error("nothing is ever deleted");
  if (requestContext.http.method === "GET") {
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item
      ? { statusCode: 200, body: JSON.stringify({ text: Item.text.S, handled: Item.handled?.N }) }
      : { statusCode: 404 };
  }
  await client.send(new PutItemCommand({ TableName: table, Item: { ...Key, text: { S: body } } }));
  return { statusCode: 201 };
};
