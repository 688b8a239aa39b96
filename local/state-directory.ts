import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Where a local cloud keeps what it must not lose, held by it alone. */
export interface StateDirectory {
  readonly path: string;
  /** Lets go of it; a temporary one is gone after this. */
  readonly release: () => void;
}

interface Wanted {
  /** A temporary one when absent. */
  readonly stateDirectory?: string | undefined;
  /** Forgets what it holds. */
  readonly fresh?: boolean | undefined;
}

/** Takes a directory for this process alone. @throws Error when another local cloud holds it */
export function takeStateDirectory({ stateDirectory, fresh = false }: Wanted): StateDirectory {
  const path = stateDirectory ?? mkdtempSync(join(tmpdir(), "tenure-local-"));
  mkdirSync(path, { recursive: true });
  const unlock = lock(join(path, lockFile), path);
  if (fresh) empty(path);
  return {
    path,
    release: () => {
      unlock();
      if (stateDirectory === undefined) rmSync(path, { recursive: true, force: true });
    },
  };
}

const lockFile = "lock";

// The lock is ours, and by its pid file an engine that outlived its owner is found.
function empty(directory: string): void {
  for (const name of readdirSync(directory))
    if (!name.startsWith(lockFile) && !name.endsWith(".pid"))
      rmSync(join(directory, name), { recursive: true, force: true });
}

// SQLite's lock is the operating system's: it ends with the process, however that ends, and so is never stale.
function lock(file: string, directory: string): () => void {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (cause) {
    database.close();
    throw new Error(
      `Another local cloud holds ${directory}. Stop it first, or name another directory with --data.`,
      {
        cause,
      },
    );
  }
  return () => database.close();
}
