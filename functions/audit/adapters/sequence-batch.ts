import type { SQSEvent, SQSRecord } from "aws-lambda";
import * as z from "zod";
import { log } from "#functions/kernel/log.ts";
import type { BatchReply } from "#functions/kernel/queues/queue-consumer.ts";
import type { Stamp } from "#functions/kernel/stamp.ts";

const request = z.object({ tenantId: z.string(), entryIds: z.array(z.string()) });

/** Takes the messages of a tenant that come together as one; when that fails they come again together, in order. */
export const sequenceBatch =
  (
    { asTenant }: Pick<Stamp, "asTenant">,
    sequence: (tenantId: string, entryIds: readonly string[]) => Promise<void>,
  ) =>
  async ({ Records }: SQSEvent): Promise<BatchReply> => {
    const tenants = Map.groupBy(Records, ({ body }) => request.parse(JSON.parse(body)).tenantId);
    const failures = await Promise.all(
      [...tenants].map(async ([tenantId, records]) => {
        const ids = records.flatMap(({ body }) => request.parse(JSON.parse(body)).entryIds);
        return unlessDone(records, () => asTenant(tenantId, () => sequence(tenantId, ids)));
      }),
    );
    return { batchItemFailures: failures.flat() };
  };

async function unlessDone(
  records: readonly SQSRecord[],
  work: () => Promise<void>,
): Promise<BatchReply["batchItemFailures"]> {
  try {
    await work();
    return [];
  } catch (error) {
    log.error("Entries were not placed", { error });
    return records.map(({ messageId }) => ({ itemIdentifier: messageId }));
  }
}
