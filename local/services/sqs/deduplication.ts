import { createHash } from "node:crypto";
import * as z from "zod";
import type { Clock } from "#local/services/clock.ts";
import type { Draft } from "#local/services/sqs/message.ts";
import type { Queue } from "#local/services/sqs/queue.ts";
import type { Store } from "#local/store.ts";

const interval = 5 * 60_000;
const sentRow = z.object({ id: z.string(), sequence: z.number() });

export type Deduplication = ReturnType<typeof deduplication>;

/** The five minutes in which a FIFO queue answers a repeated message without taking it again. */
export function deduplication(store: Store, clock: Clock) {
  store.run(
    `CREATE TABLE IF NOT EXISTS sqsSent (queue TEXT, deduplicationId TEXT, id TEXT NOT NULL, sequence INTEGER NOT NULL,
      until INTEGER NOT NULL, PRIMARY KEY (queue, deduplicationId)) STRICT, WITHOUT ROWID`,
  );
  store.run("CREATE INDEX IF NOT EXISTS sqsSentByTime ON sqsSent (until)");
  const earlier = (queue: Queue, key: string) =>
    store.rows(
      sentRow,
      "SELECT id, sequence FROM sqsSent WHERE queue = ? AND deduplicationId = ?",
      queue.arn,
      key,
    )[0];

  /** Sends unless the same was sent already; answers what was sent, now or then. */
  const once = (
    queue: Queue,
    draft: Draft,
    send: (deduplicationId: string | undefined) => z.infer<typeof sentRow>,
  ) => {
    if (!queue.fifo) return send(undefined);
    const id = draft.deduplicationId ?? createHash("sha256").update(draft.body).digest("hex");
    const key = queue.deduplicatesPerGroup ? `${draft.groupId}\n${id}` : id;
    store.run("DELETE FROM sqsSent WHERE until <= ?", clock.now());
    const known = earlier(queue, key);
    if (known) return known;
    const sent = send(id);
    store.run(
      "INSERT INTO sqsSent VALUES (?, ?, ?, ?, ?)",
      queue.arn,
      key,
      sent.id,
      sent.sequence,
      clock.now() + interval,
    );
    return sent;
  };
  return { once };
}
