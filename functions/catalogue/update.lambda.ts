import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dynamoCatalogue } from "#functions/catalogue/adapters/dynamo-catalogue.ts";
import { catalogueEnv } from "#functions/catalogue/env.ts";
import { onTenantFact } from "#functions/catalogue/subscribers/on-tenant-fact.ts";
import { queueConsumer } from "#functions/kernel/queues/queue-consumer.ts";

const { CATALOGUE_TABLE } = catalogueEnv.parse(process.env);
const client = DynamoDBDocumentClient.from(new DynamoDBClient());

export const handler = queueConsumer(onTenantFact({ catalogue: dynamoCatalogue(client, CATALOGUE_TABLE) }));
