import * as z from "zod";
import { type Draft, type Message, messageRow } from "#local/services/sqs/message.ts";
import type { Queue } from "#local/services/sqs/queue.ts";
import type { Store } from "#local/store.ts";

const schema = [
  `CREATE TABLE IF NOT EXISTS sqsMessage (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
    attributes TEXT NOT NULL, sender TEXT NOT NULL, trace TEXT, groupId TEXT, deduplicationId TEXT, sourceArn TEXT,
    sentAt INTEGER NOT NULL, visibleAt INTEGER NOT NULL, expiresAt INTEGER NOT NULL, firstReceivedAt INTEGER,
    receiveCount INTEGER NOT NULL DEFAULT 0) STRICT`,
  "CREATE INDEX IF NOT EXISTS sqsMessageByVisibility ON sqsMessage (queue, visibleAt, sequence)",
  "CREATE INDEX IF NOT EXISTS sqsMessageByGroup ON sqsMessage (queue, groupId, sequence) WHERE groupId NOT NULL",
  `CREATE INDEX IF NOT EXISTS sqsMessageByGroupVisibility ON sqsMessage (queue, groupId, visibleAt)
    WHERE groupId NOT NULL`,
  "CREATE INDEX IF NOT EXISTS sqsMessageByExpiry ON sqsMessage (queue, expiresAt)",
];

export type MessageTable = ReturnType<typeof messageTable>;

/** The kept messages of all queues: rows and their states, no rules of SQS. */
export function messageTable(store: Store) {
  for (const statement of schema) store.run(statement);
  return { ...reads(store), ...writes(store), ...states(store) };
}

// In flight: received, and neither deleted nor visible again.
const inFlight = "visibleAt > ?2 AND receiveCount > 0";

// A FIFO queue gives out the oldest messages of each group that has none in flight. The groups are walked by
// index, so that a long backlog in one of them costs nothing to the others.
const firstOfFreeGroups = `
  WITH RECURSIVE grp(id) AS (
    SELECT min(groupId) FROM sqsMessage WHERE queue = ?1 AND groupId NOT NULL
    UNION ALL
    SELECT (SELECT min(groupId) FROM sqsMessage WHERE queue = ?1 AND groupId > grp.id) FROM grp
    WHERE grp.id IS NOT NULL)
  SELECT id AS groupId, (SELECT sequence FROM sqsMessage
    WHERE queue = ?1 AND groupId = grp.id AND visibleAt <= ?2 ORDER BY sequence LIMIT 1) AS first
  FROM grp WHERE first IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM sqsMessage WHERE queue = ?1 AND groupId = grp.id AND ${inFlight})
  ORDER BY first`;

const keptRow = messageRow.extend({ visibleAt: z.number() });
const sequenceRow = z.object({ sequence: z.number() });
const groupRow = z.object({ groupId: z.string() });
const timeRow = z.object({ at: z.number().nullable() });
const countRow = z.object({ visible: z.number(), inFlight: z.number(), delayed: z.number() });

const reads = (store: Store) => ({
  find: (queue: Queue, sequence: number) =>
    store.rows(keptRow, "SELECT * FROM sqsMessage WHERE queue = ? AND sequence = ?", queue.arn, sequence)[0],
  all: (queue: Queue): Message[] =>
    store.rows(messageRow, "SELECT * FROM sqsMessage WHERE queue = ? ORDER BY sequence", queue.arn),
  visible: (queue: Queue, now: number, max: number): Message[] => {
    const sql =
      "SELECT * FROM sqsMessage WHERE queue = ? AND visibleAt <= ? ORDER BY visibleAt, sequence LIMIT ?";
    return store.rows(messageRow, sql, queue.arn, now, max);
  },
  visibleInOrder: (queue: Queue, now: number, max: number): Message[] => {
    const taken: Message[] = [];
    const sql = `SELECT * FROM sqsMessage WHERE queue = ? AND groupId = ? AND visibleAt <= ?
      ORDER BY sequence LIMIT ?`;
    for (const { groupId } of store.rows(groupRow, firstOfFreeGroups, queue.arn, now)) {
      if (taken.length >= max) break;
      taken.push(...store.rows(messageRow, sql, queue.arn, groupId, now, max - taken.length));
    }
    return taken;
  },
  counts: (queue: Queue, now: number) =>
    store.rows(
      countRow,
      `SELECT count(*) FILTER (WHERE visibleAt <= ?2) AS visible, count(*) FILTER (WHERE ${inFlight}) AS inFlight,
        count(*) FILTER (WHERE visibleAt > ?2 AND receiveCount = 0) AS delayed
       FROM sqsMessage WHERE queue = ?1`,
      queue.arn,
      now,
    )[0],
  /** When the next hidden message of a queue shows itself. */
  nextVisible: (queueArn: string, now: number) => {
    const sql = "SELECT min(visibleAt) AS at FROM sqsMessage WHERE queue = ? AND visibleAt > ?";
    return store.rows(timeRow, sql, queueArn, now)[0]?.at ?? undefined;
  },
});

const writes = (store: Store) => ({
  /** Answers the message's sequence number. */
  insert: (queue: Queue, draft: Draft & { readonly id: string; readonly now: number }): number => {
    const [row] = store.rows(
      sequenceRow,
      `INSERT INTO sqsMessage (queue, id, body, attributes, sender, trace, groupId, deduplicationId, sentAt,
        visibleAt, expiresAt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING sequence`,
      queue.arn,
      draft.id,
      draft.body,
      JSON.stringify(draft.attributes ?? {}),
      draft.sender ?? "local",
      draft.traceHeader ?? null,
      draft.groupId ?? null,
      draft.deduplicationId ?? null,
      draft.now,
      draft.now + (draft.delay ?? queue.delay) * 1000,
      draft.now + queue.retention * 1000,
    );
    return row?.sequence ?? 0;
  },
  remove: (sequence: number) => store.run("DELETE FROM sqsMessage WHERE sequence = ?", sequence),
  purge: (queue: Queue) => store.run("DELETE FROM sqsMessage WHERE queue = ?", queue.arn),
  expire: (queue: Queue, now: number) =>
    store.run("DELETE FROM sqsMessage WHERE queue = ? AND expiresAt <= ?", queue.arn, now),
});

const states = (store: Store) => ({
  lease: (sequence: number, now: number, until: number) =>
    store.run(
      `UPDATE sqsMessage SET visibleAt = ?, receiveCount = receiveCount + 1,
        firstReceivedAt = coalesce(firstReceivedAt, ?) WHERE sequence = ?`,
      until,
      now,
      sequence,
    ),
  show: (sequence: number, at: number) =>
    store.run("UPDATE sqsMessage SET visibleAt = ? WHERE sequence = ?", at, sequence),
  /** Moves a message to a dead-letter queue; its age goes on counting, against that queue's retention. */
  bury: (sequence: number, from: Queue, to: Queue) =>
    store.run(
      "UPDATE sqsMessage SET queue = ?, sourceArn = ?, expiresAt = sentAt + ? WHERE sequence = ?",
      to.arn,
      from.arn,
      to.retention * 1000,
      sequence,
    ),
  /** Puts a message into a queue as if it were new. */
  resend: (sequence: number, to: Queue, id: string, now: number) =>
    store.run(
      `UPDATE sqsMessage SET queue = ?, id = ?, sentAt = ?, visibleAt = ?, expiresAt = ?, receiveCount = 0,
        firstReceivedAt = NULL, sourceArn = NULL WHERE sequence = ?`,
      to.arn,
      id,
      now,
      now,
      now + to.retention * 1000,
      sequence,
    ),
});
