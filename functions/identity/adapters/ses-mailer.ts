import { type SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Mailer } from "#functions/identity/ports.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

interface Deps {
  readonly ses: SESv2Client;
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly from: string;
  readonly clock: Clock;
}

const keptSeconds = 14 * 24 * 3600;

const keyOf = (causeId: string) => ({ pk: `mail#${causeId}`, sk: "mail" });

/**
 * Sends through SES and remembers what for. Between sending and remembering a crash can fall: a mail may come twice,
 * and never not at all.
 */
export const sesMailer = ({ ses, client, table, from, clock }: Deps): Mailer => ({
  wasSent: async (causeId) => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: keyOf(causeId), ConsistentRead: true }),
    );
    return Item !== undefined;
  },
  send: async (causeId, { to, subject, text, html }) => {
    const part = (Data: string) => ({ Data, Charset: "UTF-8" });
    await ses.send(
      new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [to] },
        Content: { Simple: { Subject: part(subject), Body: { Text: part(text), Html: part(html) } } },
      }),
    );
    const expiresAt = Math.floor(clock().getTime() / 1000) + keptSeconds;
    await client.send(new PutCommand({ TableName: table, Item: { ...keyOf(causeId), expiresAt } }));
  },
});
