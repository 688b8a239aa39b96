import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import * as z from "zod";

/** Durable state of the local services: what a call has acknowledged survives the end of the process by `kill -9`. */
export interface Store {
  /** Runs one statement; answers how many rows it changed. */
  readonly run: (sql: string, ...values: SQLInputValue[]) => number;
  /** Runs one statement and reads the rows it yields. */
  readonly rows: <Row>(row: z.core.$ZodType<Row>, sql: string, ...values: SQLInputValue[]) => Row[];
  /** Does all of `work` or, when it throws, nothing. A transaction within one joins it. */
  readonly transaction: <T>(work: () => T) => T;
  readonly close: () => void;
}

/** Opens the store in a file, or in memory when none is named. */
export function openStore(file = ":memory:"): Store {
  const database = new DatabaseSync(file);
  // NORMAL lets a commit wait for the page cache, not for the disk: enough against the end of the process.
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000");
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  const transaction = <T>(work: () => T): T => {
    if (database.isTransaction) return work();
    prepare("BEGIN IMMEDIATE").run();
    try {
      const result = work();
      prepare("COMMIT").run();
      return result;
    } catch (error) {
      prepare("ROLLBACK").run();
      throw error;
    }
  };
  return {
    run: (sql, ...values) => Number(prepare(sql).run(...values).changes),
    rows: (row, sql, ...values) =>
      prepare(sql)
        .all(...values)
        .map((each) => z.parse(row, each)),
    transaction,
    close: () => database.close(),
  };
}
