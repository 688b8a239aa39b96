import { nobody } from "#functions/docs/env.ts";
import type { Probes } from "#functions/docs/ports.ts";
import { readDoor } from "#functions/kernel/auth/door.ts";
import { readKeySet } from "#functions/kernel/auth/token-verifier.ts";
import type { Stamp } from "#functions/kernel/stamp.ts";

// Whoever asks more often gets the last answer: a probe must not be a way to make us work.
const keptMs = 2000;

type Parts = Pick<Stamp, "clock" | "documents" | "ownDocuments" | "env" | "asTenant">;

/** Tries the tables of a stamp, each by one read under the rights that requests have. */
export function stampProbes({ clock, documents, ownDocuments, env, asTenant }: Parts): Probes {
  const findNobody = readDoor(documents, env.TENANT_TABLE, clock);
  const findKeySet = readKeySet(ownDocuments, env.IDENTITY_TABLE);
  const probes = {
    tenantTable: () => asTenant(nobody, () => findNobody(nobody)),
    // A stamp that nobody has signed in to has no keys yet, and is ready all the same.
    identityTable: () => findKeySet(),
  };
  const run = async () => {
    const results = await Promise.all(
      Object.entries(probes).map(async ([name, probe]) => [name, await answers(probe)] as const),
    );
    return Object.fromEntries(results);
  };
  let last: { readonly at: number; readonly result: ReturnType<typeof run> } | undefined;
  return {
    run: () => {
      const at = clock().getTime();
      if (!last || at - last.at >= keptMs) last = { at, result: run() };
      return last.result;
    },
  };
}

const answers = (probe: () => Promise<unknown>): Promise<boolean> =>
  probe().then(
    () => true,
    () => false,
  );
