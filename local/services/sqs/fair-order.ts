import * as z from "zod";
import { type Message, messageRow } from "#local/services/sqs/message.ts";
import type { Queue } from "#local/services/sqs/queue.ts";
import type { Store } from "#local/store.ts";

// A group is noisy with 30 messages in flight that are more than a tenth of all in flight (SQS Developer Guide,
// "Amazon SQS fair queues"). That of processing time does not count here.
const noisyGroups = `
  SELECT groupId, count(*) AS own, sum(count(*)) OVER () AS total FROM sqsMessage
  WHERE queue = ?1 AND visibleAt > ?2 AND receiveCount > 0 GROUP BY groupId`;
const loadRow = z.object({ groupId: z.string().nullable(), own: z.number(), total: z.number() });

// The groups are walked by index, so that a noisy one's backlog is not read through.
const groups = `
  WITH RECURSIVE grp(id) AS (
    SELECT min(groupId) FROM sqsMessage WHERE queue = ?1 AND groupId NOT NULL
    UNION ALL
    SELECT (SELECT min(groupId) FROM sqsMessage WHERE queue = ?1 AND groupId > grp.id) FROM grp
    WHERE grp.id IS NOT NULL)
  SELECT id AS groupId FROM grp WHERE id NOT NULL`;
const groupRow = z.object({ groupId: z.string() });

const ofGroup = `SELECT * FROM sqsMessage WHERE queue = ? AND groupId = ? AND visibleAt <= ?
  ORDER BY visibleAt, sequence LIMIT ?`;

/** The order in which a standard queue gives out messages of several groups: those of noisy groups come last. */
export const fairOrder =
  (store: Store) =>
  (queue: Queue, now: number, inOrder: readonly Message[], max: number): Message[] => {
    if (!inOrder.some(({ groupId }) => groupId !== null)) return [...inOrder];
    const noisy = new Set(
      store
        .rows(loadRow, noisyGroups, queue.arn, now)
        .filter(({ own, total }) => own >= 30 && own * 10 > total)
        .map(({ groupId }) => groupId),
    );
    if (!inOrder.some(({ groupId }) => noisy.has(groupId))) return [...inOrder];
    const quiet = store
      .rows(groupRow, groups, queue.arn)
      .filter(({ groupId }) => !noisy.has(groupId))
      .flatMap(({ groupId }) => store.rows(messageRow, ofGroup, queue.arn, groupId, now, max));
    const rest = inOrder.filter(({ sequence }) => !quiet.some((each) => each.sequence === sequence));
    return [...quiet, ...rest].slice(0, max);
  };
