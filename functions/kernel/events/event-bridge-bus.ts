import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { Patience } from "#functions/kernel/dynamodb/retry-conflicts.ts";
import type { BusMessage, Publish } from "#functions/kernel/events/bus.ts";
import { log } from "#functions/kernel/log.ts";

interface Deps extends Patience {
  readonly events: EventBridgeClient;
  readonly busName: string;
  /** Keeps a message that the bus keeps refusing, whole, so that it can be published later; or rejects. */
  readonly setAside: (message: BusMessage) => Promise<void>;
}

const entriesPerCall = 10;
const bytesPerCall = 900_000;
const attempts = 4;
const baseMs = 50;

/** Publishes to EventBridge. What the bus still refuses after four tries is set aside. */
export const eventBridgeBus =
  (deps: Deps): Publish =>
  async (messages) => {
    for (const batch of batches(messages)) await publishBatch(deps, batch);
  };

function* batches(messages: readonly BusMessage[]): Generator<readonly BusMessage[]> {
  let batch: BusMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(JSON.stringify(message.detail));
    if (batch.length === entriesPerCall || (batch.length > 0 && bytes + size > bytesPerCall)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(message);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

async function publishBatch(deps: Deps, batch: readonly BusMessage[]): Promise<void> {
  let left = batch;
  for (let attempt = 1; attempt <= attempts && left.length > 0; attempt++) {
    if (attempt > 1) await deps.sleep(deps.random() * baseMs * 2 ** attempt);
    left = await refused(deps, left);
  }
  for (const message of left) {
    log.error("The bus refused a message", { detailType: message.detailType, id: message.detail["id"] });
    await deps.setAside(message);
  }
}

async function refused(
  { events, busName }: Deps,
  batch: readonly BusMessage[],
): Promise<readonly BusMessage[]> {
  const { Entries = [] } = await events.send(
    new PutEventsCommand({
      Entries: batch.map(({ source, detailType, detail }) => ({
        EventBusName: busName,
        Source: source,
        DetailType: detailType,
        Detail: JSON.stringify(detail),
      })),
    }),
  );
  return batch.filter((_, at) => Entries[at]?.EventId === undefined);
}
