import * as z from "zod";
import type { Store } from "#local/store.ts";

const parcel = z.object({
  id: z.string(),
  /** RFC 3339. */
  at: z.string(),
  channel: z.enum(["email", "sms"]),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
});

/** A mail or a text message that would have left the house. */
export type Parcel = z.infer<typeof parcel>;

export interface Outbox {
  readonly add: (parcel: Omit<Parcel, "id" | "at">) => Parcel;
  /** Newest first, at most `limit` (default 500); of one recipient where `to` is given. */
  readonly list: (options?: { readonly to?: string | undefined; readonly limit?: number }) => Parcel[];
}

interface OutboxOptions {
  readonly store: Store;
  readonly now: () => number;
  readonly newId: () => string;
}

const row = z.object({ parcel: z.string() });

/** Keeps what the platform sends to people instead of sending it. */
export function openOutbox({ store, now, newId }: OutboxOptions): Outbox {
  store.run(
    "CREATE TABLE IF NOT EXISTS parcel (sequence INTEGER PRIMARY KEY AUTOINCREMENT, parcel TEXT NOT NULL) STRICT",
  );
  store.run(
    `CREATE TABLE IF NOT EXISTS parcelRecipient (address TEXT NOT NULL, sequence INTEGER NOT NULL,
      PRIMARY KEY (address, sequence)) STRICT, WITHOUT ROWID`,
  );
  const all = "SELECT parcel FROM parcel ORDER BY sequence DESC LIMIT ?1";
  const ofOne = `SELECT parcel FROM parcel JOIN parcelRecipient USING (sequence) WHERE address = ?2
    ORDER BY sequence DESC LIMIT ?1`;
  return {
    add: (draft) => {
      const made = { id: newId(), at: new Date(now()).toISOString(), ...draft };
      store.transaction(() => {
        store.run("INSERT INTO parcel (parcel) VALUES (?)", JSON.stringify(made));
        for (const address of new Set(draft.to.map(addressOf)))
          store.run("INSERT INTO parcelRecipient SELECT ?, max(sequence) FROM parcel", address);
      });
      return made;
    },
    list: ({ to, limit = 500 } = {}) => {
      const rows =
        to === undefined ? store.rows(row, all, limit) : store.rows(row, ofOne, limit, addressOf(to));
      return rows.map((each) => parcel.parse(JSON.parse(each.parcel)));
    },
  };
}

// The bare address of `Ada <ada@example.com>`; people write the same address in several cases.
const addressOf = (recipient: string): string =>
  (/<([^<>]+)>\s*$/.exec(recipient)?.[1] ?? recipient).trim().toLowerCase();
