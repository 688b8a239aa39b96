import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { DomainEvent } from "#events/envelope.ts";
import type { Actor, Command } from "#functions/kernel/actor.ts";
import type { Sealer } from "#functions/kernel/crypto/sealer.ts";
import type { TransactItem } from "#functions/kernel/dynamodb/change.ts";
import { tenantPrefix } from "#functions/kernel/dynamodb/keys.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";

const keptSeconds = 7 * 24 * 3600;
const answerContext = "kernel.answer";

/** `sk` of every command record; the stream's filter goes by it. */
const commandSortKey = "cmd";

/** What a record tells the publisher and the audit trail. `answer` is the door's alone. */
export const commandRecord = z.object({
  id: z.string(),
  tenantId: z.string(),
  time: z.string(),
  operation: z.string(),
  key: z.string(),
  hash: z.string(),
  outcome: z.enum(["committed", "denied", "read"]),
  actor: z.object({ kind: z.enum(["user", "key", "system"]), id: z.string() }),
  onBehalfOf: z.object({ kind: z.enum(["user", "key", "system"]), id: z.string() }).optional(),
  requestId: z.string(),
  events: z.array(z.custom<DomainEvent>((value) => typeof value === "object" && value !== null)),
  answer: z.string().optional(),
  sealedAnswer: z.string().optional(),
  expiresAt: z.int(),
});

export type CommandRecord = z.infer<typeof commandRecord>;

/** The partition key under which a command is remembered: one caller's key, one command. */
const commandKey = ({
  tenantId,
  subject,
  command,
}: Pick<Actor, "tenantId" | "subject" | "command">): string =>
  `${tenantPrefix(tenantId)}kernel.cmd#${subject.id}#${command.key}`;

/** The key, on the index `hour`, of what a tenant committed in an hour (`2026-11-20T09`, UTC). */
export const hourKey = (tenantId: string, hour: string): string =>
  `${tenantPrefix(tenantId)}kernel.hour#${hour}`;

export interface NewRecord {
  readonly id: string;
  readonly now: Date;
  readonly outcome: CommandRecord["outcome"];
  readonly events: readonly DomainEvent[];
  readonly answer?: { readonly answer: string } | { readonly sealedAnswer: string };
}

/** The put that remembers a command; its condition fails, showing the first record, when the command was carried out before. */
export function recordCommand(table: string, actor: Actor, record: NewRecord): TransactItem {
  const time = record.now.toISOString();
  const nowSeconds = Math.floor(record.now.getTime() / 1000);
  return {
    Put: {
      TableName: table,
      Item: {
        pk: commandKey(actor),
        sk: commandSortKey,
        // An operator republishes a tenant's hour from here.
        hourpk: hourKey(actor.tenantId, time.slice(0, 13)),
        hoursk: `${time}#${record.id}`,
        id: record.id,
        tenantId: actor.tenantId,
        time,
        ...actor.command,
        outcome: record.outcome,
        actor: actor.subject,
        ...(actor.onBehalfOf && { onBehalfOf: actor.onBehalfOf }),
        requestId: actor.requestId,
        events: record.events,
        ...record.answer,
        expiresAt: nowSeconds + keptSeconds,
      },
      // The table forgets late; a key is free again when its time is over.
      ConditionExpression: "attribute_not_exists(pk) OR expiresAt < :now",
      ExpressionAttributeValues: { ":now": nowSeconds },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    },
  };
}

/** How an answer is kept: as it is, or encrypted when it holds personal fields. */
export async function keepAnswer(
  sealer: Sealer,
  tenantId: string,
  answer: unknown,
  personal: boolean,
): Promise<NonNullable<NewRecord["answer"]>> {
  return personal
    ? { sealedAnswer: await sealer.seal(tenantId, undefined, answerContext, answer ?? null) }
    : { answer: JSON.stringify(answer ?? null) };
}

/**
 * The first answer of a command that was carried out before.
 * @throws AppError `request.idempotency-key-reused` when its key was used for another input.
 */
export async function firstAnswer(
  sealer: Sealer,
  { hash }: Command,
  record: CommandRecord,
): Promise<unknown> {
  if (record.hash !== hash)
    refuse(
      "unprocessable",
      "request.idempotency-key-reused",
      "This Idempotency-Key was used for another request",
    );
  if (record.sealedAnswer !== undefined)
    return sealer.open(record.tenantId, undefined, answerContext, record.sealedAnswer);
  return JSON.parse(record.answer ?? "null");
}

/** The record of a command, if it was carried out within the time that commands are kept. */
export async function readCommand(
  documents: DynamoDBDocumentClient,
  table: string,
  actor: Actor,
  now: Date,
): Promise<CommandRecord | undefined> {
  const { Item } = await documents.send(
    new GetCommand({
      TableName: table,
      Key: { pk: commandKey(actor), sk: commandSortKey },
      ConsistentRead: true,
    }),
  );
  const record = Item && commandRecord.parse(Item);
  return record && record.expiresAt * 1000 >= now.getTime() ? record : undefined;
}
