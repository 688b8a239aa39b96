import { DatabaseSync } from "node:sqlite";
import { setImmediate as turn } from "node:timers/promises";

/** Keeps dynoxide quick whatever its past: it looks up a table's newest stream record, by a scan, on every write. */
export interface StreamRecords {
  /** Deletes what a table's readers have consumed, but never its newest record: sequence numbers would start again. */
  readonly trim: (table: string, upTo: bigint) => Promise<void>;
  readonly close: () => void;
}

/** Rows that one statement deletes, so that the engine never waits long for the file. */
const chunk = 500;

/** Opens the SQLite file beside a running engine and adds the index that the engine lacks. */
export function openStreamRecords(file: string): StreamRecords {
  const database = new DatabaseSync(file, { timeout: 5_000 });
  database.exec(`
    PRAGMA synchronous = NORMAL;
    CREATE INDEX IF NOT EXISTS _stream_order ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
  `);
  const oldest = `SELECT id FROM _stream_records
    WHERE table_name = :name AND CAST(sequence_number AS INTEGER) <= :upTo AND CAST(sequence_number AS INTEGER) <
      (SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = :name)
    ORDER BY CAST(sequence_number AS INTEGER) LIMIT ${chunk}`;
  const remove = database.prepare(`DELETE FROM _stream_records WHERE id IN (${oldest})`);
  const trimmed = new Map<string, bigint>();
  return {
    trim: async (table, upTo) => {
      if (upTo - (trimmed.get(table) ?? 0n) < chunk) return;
      trimmed.set(table, upTo);
      while (database.isOpen && remove.run({ name: table, upTo }).changes === chunk) await turn();
    },
    close: () => database.close(),
  };
}
