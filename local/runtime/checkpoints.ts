import * as z from "zod";
import type { Store } from "#local/store.ts";

/** How far each mapping has come in its stream, kept across restarts. */
export interface Checkpoints {
  readonly get: (mapping: string) => string | undefined;
  readonly set: (mapping: string, sequenceNumber: string) => void;
}

const rowSchema = z.object({ sequence: z.string() });

export function openCheckpoints(store: Store): Checkpoints {
  store.run(
    "CREATE TABLE IF NOT EXISTS stream_checkpoint (mapping TEXT PRIMARY KEY, sequence TEXT NOT NULL) WITHOUT ROWID",
  );
  return {
    get: (mapping) =>
      store.rows(rowSchema, "SELECT sequence FROM stream_checkpoint WHERE mapping = ?", mapping)[0]?.sequence,
    set: (mapping, sequence) => {
      store.run("INSERT OR REPLACE INTO stream_checkpoint VALUES (?, ?)", mapping, sequence);
    },
  };
}
