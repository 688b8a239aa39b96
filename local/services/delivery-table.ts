import * as z from "zod";
import type { Store } from "#local/store.ts";

/** Something that must reach a target. */
export interface Delivery {
  readonly targetArn: string;
  readonly payload: string;
  readonly messageGroupId?: string | undefined;
  readonly maximumRetries: number;
  /** Seconds after which it is not tried again. */
  readonly maximumAge: number;
  readonly deadLetterArn?: string | undefined;
  /** What sent it: a rule's or a schedule's ARN. */
  readonly sentBy: string;
}

const row = z.object({ id: z.number(), delivery: z.string(), attempts: z.number(), acceptedAt: z.number() });
const timeRow = z.object({ at: z.number().nullable() });
export type DeliveryRow = z.infer<typeof row>;
export type DeliveryTable = ReturnType<typeof deliveryTable>;

// Of our own writing, so it needs no check of its members.
export const deliveryOf = ({ delivery }: DeliveryRow): Delivery => JSON.parse(delivery);

/** Deliveries that are not over yet, with the time of their next attempt. */
export function deliveryTable(store: Store) {
  store.run(
    `CREATE TABLE IF NOT EXISTS delivery (id INTEGER PRIMARY KEY AUTOINCREMENT, delivery TEXT NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0, acceptedAt INTEGER NOT NULL, dueAt INTEGER NOT NULL) STRICT`,
  );
  store.run("CREATE INDEX IF NOT EXISTS deliveryByTime ON delivery (dueAt, id)");
  return {
    insert: (delivery: Delivery, now: number) => {
      const sql = "INSERT INTO delivery (delivery, acceptedAt, dueAt) VALUES (?, ?, ?)";
      store.run(sql, JSON.stringify(delivery), now, now);
    },
    due: (now: number): DeliveryRow[] =>
      store.rows(
        row,
        "SELECT id, delivery, attempts, acceptedAt FROM delivery WHERE dueAt <= ? ORDER BY dueAt, id",
        now,
      ),
    nextAfter: (now: number) => {
      const sql = "SELECT min(dueAt) AS at FROM delivery WHERE dueAt > ?";
      return store.rows(timeRow, sql, now)[0]?.at ?? undefined;
    },
    postpone: (id: number, dueAt: number) =>
      store.run("UPDATE delivery SET attempts = attempts + 1, dueAt = ? WHERE id = ?", dueAt, id),
    remove: (id: number) => store.run("DELETE FROM delivery WHERE id = ?", id),
  };
}
