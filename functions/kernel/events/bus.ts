import type { CommandRecord } from "#functions/kernel/dynamodb/command-record.ts";

/** One message as the bus carries it. */
export interface BusMessage {
  /** `tenure.<room>`. */
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Publishes all messages, or rejects; a message may come twice, none is lost. */
export type Publish = (messages: readonly BusMessage[]) => Promise<void>;

/** What the audit trail is written from: one for each command record. */
const commandCommitted = "kernel.command-committed.v1";

/** What a command record has to tell: the command itself, then each of its events. */
export function messagesOf(record: CommandRecord): BusMessage[] {
  const { id, time, tenantId, actor, onBehalfOf, operation, requestId, key, outcome, events } = record;
  const command = { id, time, tenantId, actor, onBehalfOf, operation, requestId, key, outcome, events };
  return [
    { source: "tenure.kernel", detailType: commandCommitted, detail: command },
    ...events.map((event) => ({
      source: `tenure.${event.type.split(".")[0]}`,
      detailType: event.type,
      detail: { ...event },
    })),
  ];
}
