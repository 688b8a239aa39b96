import { AwsError } from "#local/services/aws-error.ts";
import type { Clock } from "#local/services/clock.ts";
import { type Deduplication, deduplication } from "#local/services/sqs/deduplication.ts";
import { fairOrder } from "#local/services/sqs/fair-order.ts";
import type { Draft, Message } from "#local/services/sqs/message.ts";
import { type MessageTable, messageTable } from "#local/services/sqs/message-table.ts";
import type { Queue } from "#local/services/sqs/queue.ts";
import { messageOf } from "#local/services/sqs/receipt.ts";
import { checkDraft } from "#local/services/sqs/send-rules.ts";
import { type Watchers, watchers } from "#local/services/sqs/watchers.ts";
import type { Store } from "#local/store.ts";

export interface QueuesOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** What every step of a message's way needs. */
interface Flow extends QueuesOptions {
  readonly messages: MessageTable;
  readonly fairly: ReturnType<typeof fairOrder>;
  readonly duplicates: Deduplication;
  readonly watch: Watchers;
  /** Refuses with `QueueDoesNotExist`. */
  readonly find: (arn: string) => Queue;
}

export interface Sent {
  readonly id: string;
  readonly sequence: number;
}

/** Refusals by receipt handle; empty when all went well. */
export type Refusals = ReadonlyMap<string, AwsError>;

export function openFlow(options: QueuesOptions, find: Flow["find"]): Flow {
  const messages = messageTable(options.store);
  const duplicates = deduplication(options.store, options.clock);
  return {
    ...options,
    find,
    messages,
    fairly: fairOrder(options.store),
    duplicates,
    watch: watchers(options.clock, messages.nextVisible),
  };
}

export function send(
  { store, clock, newId, messages, duplicates, watch }: Flow,
  queue: Queue,
  draft: Draft,
): Sent {
  checkDraft(queue, draft);
  const now = clock.now();
  const sent = store.transaction(() =>
    duplicates.once(queue, draft, (deduplicationId) => {
      const id = newId();
      return { id, sequence: messages.insert(queue, { ...draft, deduplicationId, id, now }) };
    }),
  );
  watch.changed(queue.arn, now + (draft.delay ?? queue.delay) * 1000);
  return sent;
}

/** Takes up to `max` messages out of sight; those received too often go to the dead-letter queue instead. */
export function take(
  flow: Flow,
  queue: Queue,
  max: number,
  visibilityTimeout = queue.visibilityTimeout,
): Message[] {
  const { store, clock, messages, watch } = flow;
  const now = clock.now();
  const until = now + visibilityTimeout * 1000;
  const taken = store.transaction(() => {
    messages.expire(queue, now);
    return unburied(flow, queue, now, max).map((message) => {
      messages.lease(message.sequence, now, until);
      const { receiveCount, firstReceivedAt } = message;
      return { ...message, receiveCount: receiveCount + 1, firstReceivedAt: firstReceivedAt ?? now };
    });
  });
  if (taken.length > 0) watch.changed(queue.arn, until);
  return taken;
}

// Looks on while all that it finds goes to the dead-letter queue.
function unburied(flow: Flow, queue: Queue, now: number, max: number): Message[] {
  const { messages, fairly } = flow;
  for (;;) {
    const found = queue.fifo
      ? messages.visibleInOrder(queue, now, max)
      : fairly(queue, now, messages.visible(queue, now, max), max);
    const left = found.filter((message) => !buried(flow, queue, message));
    if (left.length > 0 || found.length === 0) return left;
  }
}

// Answers whether the message went to the dead-letter queue.
function buried(
  { clock, messages, watch, find }: Flow,
  queue: Queue,
  { sequence, receiveCount }: Message,
): boolean {
  const { redrive } = queue;
  if (!redrive || receiveCount < redrive.maxReceiveCount) return false;
  messages.bury(sequence, queue, find(redrive.deadLetterTargetArn));
  watch.changed(redrive.deadLetterTargetArn, clock.now());
  return true;
}

/** Deletes what was received. */
export function acknowledge(flow: Flow, queue: Queue, handles: readonly string[]): Refusals {
  const refusals = each(flow, queue, handles, flow.messages.remove);
  // The rest of its message group is free again.
  if (queue.fifo) flow.watch.changed(queue.arn, flow.clock.now());
  return refusals;
}

/** Shows what was received again, after a delay in seconds. */
export function release(
  flow: Flow,
  queue: Queue,
  handles: readonly string[],
  delaySeconds: number,
): Refusals {
  const at = flow.clock.now() + delaySeconds * 1000;
  const refusals = each(flow, queue, handles, (sequence) => flow.messages.show(sequence, at));
  flow.watch.changed(queue.arn, at);
  return refusals;
}

function each(
  { store, clock, messages }: Flow,
  queue: Queue,
  handles: readonly string[],
  change: (sequence: number) => void,
): Refusals {
  const refusals = new Map<string, AwsError>();
  store.transaction(() => {
    for (const handle of handles) {
      const message = messageOf(messages, queue, handle, clock.now());
      if (message instanceof AwsError) refusals.set(handle, message);
      else if (message) change(message.sequence);
    }
  });
  return refusals;
}

/** Sends all that a dead-letter queue holds to where it came from, or to `destination`; answers how many. */
export function redrive(
  { store, clock, newId, messages, watch, find }: Flow,
  from: Queue,
  destinationArn?: string,
): number {
  let moved = 0;
  const touched = new Set<string>();
  store.transaction(() => {
    for (const { sequence, sourceArn } of messages.all(from)) {
      const to = destinationArn ?? sourceArn;
      // Sent to the dead-letter queue directly: it has nowhere to go back to.
      if (!to) continue;
      messages.resend(sequence, find(to), newId(), clock.now());
      touched.add(to);
      moved++;
    }
  });
  for (const arn of touched) watch.changed(arn, clock.now());
  return moved;
}
