import type { SQSEvent, SQSRecord } from "aws-lambda";
import { committedCommand } from "#functions/audit/adapters/committed-command.ts";
import { entryOf } from "#functions/audit/domain/entry.ts";
import type { AskForPlaces, Entries } from "#functions/audit/ports.ts";
import { type BatchReply, queueConsumer } from "#functions/kernel/queues/queue-consumer.ts";
import type { Stamp } from "#functions/kernel/stamp.ts";

export interface AppendDeps extends Pick<Stamp, "asTenant"> {
  readonly entries: Entries;
  readonly askForPlaces: AskForPlaces;
}

/**
 * Keeps an entry for each command of a batch, in any order and however often it comes, then asks once per tenant for
 * places. What failed comes again; an entry that has its place is left alone.
 */
export const append =
  ({ entries, askForPlaces, asTenant }: AppendDeps) =>
  async (batch: SQSEvent): Promise<BatchReply> => {
    const kept = new Map<string, Kept[]>();
    const reply = await queueConsumer(async (body, { messageId }) => {
      const { detail } = committedCommand.parse(body);
      await asTenant(detail.tenantId, () => entries.append(entryOf(detail)));
      const { tenantId, id: entryId } = detail;
      kept.set(tenantId, [...(kept.get(tenantId) ?? []), { messageId, entryId }]);
    })(batch);
    const asked = await Promise.all(
      [...kept].map(([tenantId, own]) =>
        unlessAsked(own, askForPlaces(tenantId, [...new Set(own.map(idOf))].sort())),
      ),
    );
    return { batchItemFailures: [...reply.batchItemFailures, ...asked.flat()] };
  };

interface Kept extends Pick<SQSRecord, "messageId"> {
  readonly entryId: string;
}

const idOf = ({ entryId }: Kept): string => entryId;

const unlessAsked = (own: readonly Kept[], asking: Promise<void>): Promise<BatchReply["batchItemFailures"]> =>
  asking.then(
    () => [],
    () => own.map(({ messageId }) => ({ itemIdentifier: messageId })),
  );
