import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

const client = new DynamoDBClient();

const handle = ({ body }) => {
  const { detail } = JSON.parse(body);
  return client.send(
    new UpdateItemCommand({
      TableName: process.env.TABLE,
      Key: { pk: { S: detail.path }, sk: { S: "thing" } },
      UpdateExpression: "ADD handled :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
    }),
  );
};

/** Counts on each thing how often it heard of it. */
export const handler = async ({ Records }) => {
  const results = await Promise.allSettled(Records.map(handle));
  return {
    batchItemFailures: Records.filter((_, i) => results[i].status === "rejected").map(({ messageId }) => ({
      itemIdentifier: messageId,
    })),
  };
};
