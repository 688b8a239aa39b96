import { type Alarm, alarm, type Clock } from "#local/services/clock.ts";
import {
  type Delivery,
  type DeliveryRow,
  type DeliveryTable,
  deliveryOf,
  deliveryTable,
} from "#local/services/delivery-table.ts";
import type { Deliver } from "#local/services/service.ts";
import type { Store } from "#local/store.ts";

export interface Deliveries {
  /** Keeps them, and tries each as soon as the transaction around this call is over. */
  readonly accept: (deliveries: readonly Delivery[]) => void;
  /** Takes up what an earlier run left. Called once the targets exist. */
  readonly start: () => void;
  /** Tries nothing more; what is left stays kept. */
  readonly stop: () => void;
}

interface DeliveriesOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly deliver: Deliver;
  /** Told of what could neither be delivered nor buried. */
  readonly onLost: (delivery: Delivery, error: unknown) => void;
}

interface Work extends DeliveriesOptions {
  readonly table: DeliveryTable;
  readonly retries: Alarm;
  readonly underWay: Set<number>;
  running: boolean;
}

/** At-least-once delivery: what was accepted is kept until its target took it, or its dead-letter queue did. */
export function openDeliveries(options: DeliveriesOptions): Deliveries {
  let soon = false;
  const tryAll = () => {
    soon = false;
    tryDue(work);
  };
  const work: Work = {
    ...options,
    table: deliveryTable(options.store),
    retries: alarm(options.clock, tryAll),
    underWay: new Set(),
    running: true,
  };
  return {
    accept: (deliveries) => {
      for (const delivery of deliveries) work.table.insert(delivery, work.clock.now());
      if (soon || deliveries.length === 0) return;
      soon = true;
      queueMicrotask(tryAll);
    },
    start: tryAll,
    stop: () => {
      work.running = false;
      work.retries.clear();
    },
  };
}

function tryDue(work: Work): void {
  if (!work.running) return;
  const now = work.clock.now();
  for (const row of work.table.due(now)) if (!work.underWay.has(row.id)) void attempt(work, row);
  const next = work.table.nextAfter(now);
  if (next !== undefined) work.retries.set(next);
}

async function attempt(work: Work, row: DeliveryRow): Promise<void> {
  work.underWay.add(row.id);
  const delivery = deliveryOf(row);
  const { targetArn, payload, messageGroupId } = delivery;
  try {
    await work.deliver(targetArn, payload, messageGroupId === undefined ? {} : { messageGroupId });
    if (work.running) work.table.remove(row.id);
  } catch (error) {
    if (work.running) await failed(work, row, delivery, error);
  } finally {
    work.underWay.delete(row.id);
  }
}

const longestPause = 300_000;

// A call of a function is handed over at once; that it fails is Lambda's to repeat, twice.
const retriesOf = ({ targetArn, maximumRetries }: Delivery): number =>
  targetArn.startsWith("arn:aws:lambda:") ? Math.min(maximumRetries, 2) : maximumRetries;

async function failed(work: Work, row: DeliveryRow, delivery: Delivery, error: unknown): Promise<void> {
  const pause = Math.min(1000 * 2 ** row.attempts, longestPause);
  const dueAt = work.clock.now() + pause;
  const tooOld = dueAt - row.acceptedAt > delivery.maximumAge * 1000;
  if (row.attempts >= retriesOf(delivery) || tooOld) return bury(work, row, delivery, error);
  work.table.postpone(row.id, dueAt);
  work.retries.set(dueAt);
}

async function bury(work: Work, row: DeliveryRow, delivery: Delivery, error: unknown): Promise<void> {
  const { deadLetterArn, payload, sentBy, targetArn } = delivery;
  const ERROR_MESSAGE = error instanceof Error ? error.message : String(error);
  const attributes = { ERROR_MESSAGE, RULE_ARN: sentBy, TARGET_ARN: targetArn };
  try {
    if (!deadLetterArn) throw error;
    await work.deliver(deadLetterArn, payload, { attributes });
  } catch (reason) {
    work.onLost(delivery, reason);
  }
  if (work.running) work.table.remove(row.id);
}
