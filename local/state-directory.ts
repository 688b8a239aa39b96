import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Where a local cloud keeps what it must not lose, held by it alone. */
export interface StateDirectory {
  readonly path: string;
  /** Lets go of it; a temporary one is gone after this. */
  readonly release: () => void;
}

/** Takes the directory, or a temporary one. @throws Error when another local cloud holds it */
export function takeStateDirectory(path?: string): StateDirectory {
  const taken = path ?? mkdtempSync(join(tmpdir(), "tenure-local-"));
  mkdirSync(taken, { recursive: true });
  const unlock = lock(join(taken, "lock"), taken);
  return {
    path: taken,
    release: () => {
      unlock();
      if (path === undefined) rmSync(taken, { recursive: true, force: true });
    },
  };
}

// SQLite's lock is the operating system's: it ends with the process, however that ends, and so is never stale.
function lock(file: string, directory: string): () => void {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (cause) {
    database.close();
    throw new Error(`Another local cloud holds ${directory}. Stop it first, or name another directory.`, {
      cause,
    });
  }
  return () => database.close();
}
