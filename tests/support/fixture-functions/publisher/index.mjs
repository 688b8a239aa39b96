import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";

const client = new EventBridgeClient();

/** Tells the bus of every thing that is stored. */
export const handler = async ({ Records }) => {
  const Entries = Records.filter(({ eventName }) => eventName === "INSERT").map(({ dynamodb }) => ({
    EventBusName: process.env.BUS,
    Source: "fixture",
    DetailType: "thing-stored",
    Detail: JSON.stringify({ path: dynamodb.Keys.pk.S }),
  }));
  if (Entries.length > 0) await client.send(new PutEventsCommand({ Entries }));
};
