import type { CommitWrites } from "#functions/kernel/commit.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { ImportApi } from "#functions/kernel/jobs/import-api.ts";
import { importOperations } from "#functions/kernel/jobs/import-operations.ts";
import type { ImportWork, Pass } from "#functions/kernel/jobs/import-work.ts";
import type { ImportJob } from "#functions/kernel/jobs/job.ts";
import { jobRunner } from "#functions/kernel/jobs/run-job.ts";
import { startImport } from "#functions/kernel/jobs/start-import.ts";
import { memoryFiles, memoryJobs } from "#tests/kernel/jobs/memory-jobs.ts";
import { actorFor, idsInOrder } from "#tests/support/actors.ts";
import { memoryChange, memoryCommit } from "#tests/support/memory-commit.ts";

const shelfApi: ImportApi = {
  noun: "ShelfImport",
  context: "shelf",
  kind: "shelf.import",
  permission: "shelf:import",
  fields: { id: "required", amount: "optional" },
  options: {},
  files: () => ["things"],
  exampleInput: { mode: "apply" },
};

interface Thing {
  readonly id: string;
  readonly amount: string;
}

/** A shelf that things are imported onto: `bad` amounts fail the check, ids in `contested` are refused on commit. */
const shelfWork = (shelf: Map<string, string>, contested: ReadonlySet<string>): ImportWork<Thing> => {
  const step =
    (kind: Pass<Thing>["kind"]): Pass<Thing>["step"] =>
    async (_actor, { items }) => {
      const bad = items.filter(({ item }) => item.amount === "bad");
      const good = items.filter(({ item }) => item.amount !== "bad");
      const changes = good.map(({ item }) =>
        memoryChange(
          () => shelf.set(item.id, item.amount),
          { kind: "conflict", code: "shelf.contested", message: "somebody holds it" },
          () => contested.has(item.id),
        ),
      );
      const applies = kind === "apply";
      return {
        taken: items.length,
        changes: applies ? changes : [],
        events: [],
        created: good.length,
        updated: 0,
        unchanged: 0,
        failed: applies ? 0 : bad.length,
        errors: applies
          ? []
          : bad.map(({ row }) => ({
              row,
              column: "amount",
              code: "shelf.bad",
              message: "bad",
              value: "bad",
            })),
        undo: good.map(({ item }) => item.id),
      };
    };
  return {
    kind: "shelf.import",
    plan: async (_actor, _job, headers) => {
      if (!headers["things"]?.includes("id")) refuse("invalid", "jobs.missing-column", "No column gives id");
      return {
        items: ({ cells }) => {
          const [id = "", amount = ""] = cells["things"] ?? [];
          return [{ id, amount }];
        },
        passes: [
          { name: "check", kind: "check", chunk: 10, step: step("check") },
          { name: "apply", kind: "apply", chunk: 4, step: step("apply") },
        ],
      };
    },
    undo: async (_actor, _job, undo) => ({
      changes: (undo as string[]).map((id) => memoryChange(() => shelf.delete(id))),
      events: [],
      errors: [],
    }),
  };
};

/** Everything that an import needs, in memory, with ways to disturb it. */
export function shelfScene(content: string | Buffer, contested: readonly string[] = []) {
  const shelf = new Map<string, string>();
  const { store, jobs, history } = memoryJobs();
  const memory = memoryCommit();
  const sent: string[] = [];
  let now = Date.parse("2026-11-20T09:00:00Z");
  let beforeCommit: (operation: string) => void = () => undefined;
  let afterCommit: typeof beforeCommit = () => undefined;
  const commit: CommitWrites = async (actor, work) => {
    beforeCommit(actor.command.operation);
    const answer = await memory.commit(actor, work);
    afterCommit(actor.command.operation);
    return answer;
  };
  const deps = {
    jobs: store,
    files: memoryFiles({ things: content }),
    sendJob: async (_tenant: string, id: string) => {
      sent.push(id);
    },
    commit,
    clock: () => new Date(now),
    newId: idsInOrder(),
  };
  const permissions = { "shelf:import": { admin: "tenant" } } as const;
  const actor = () => actorFor(permissions, "admin");
  const operations = importOperations(shelfApi);
  const runner = jobRunner(deps, shelfWork(shelf, new Set(contested)));
  const create = (input: Partial<Pick<ImportJob, "mode" | "onError">>) =>
    startImport(shelfApi).run(deps)(actor(), { mode: "apply", onError: "keep-good", ...input });
  return {
    shelf,
    sent,
    history,
    deps,
    actor,
    operations,
    create,
    jobNow: () => [...jobs.values()].at(-1) as ImportJob,
    /** Opens and starts an import. */
    begin: async (input: Partial<Pick<ImportJob, "mode" | "onError">> = {}) => {
      const { id } = await create(input);
      await operations.run.run(deps)(actor(), { id });
      return id;
    },
    /** One invocation of the runner. */
    run: (id: string, timeLeft = () => 100_000) => runner(actor().tenantId, id, timeLeft),
    read: (id: string) => operations.read.run(deps)(actor(), { id }),
    errors: async (id: string) => (await operations.listErrors.run(deps)(actor(), { id, limit: 50 })).items,
    later: (ms: number) => {
      now += ms;
    },
    onBeforeCommit: (hook: typeof beforeCommit) => {
      beforeCommit = hook;
    },
    onAfterCommit: (hook: typeof beforeCommit) => {
      afterCommit = hook;
    },
  };
}

/** A file of so many things, the rows in `bad` (counted from 1) with a bad amount. */
export const thingsFile = (count: number, bad: readonly number[] = []): string =>
  [
    "id,amount",
    ...Array.from({ length: count }, (_, n) => `t${n + 1},${bad.includes(n + 1) ? "bad" : n}`),
  ].join("\n");
