import { importOperations } from "#functions/kernel/jobs/import-operations.ts";
import type { ImportJob } from "#functions/kernel/jobs/job.ts";
import { jobRunner } from "#functions/kernel/jobs/run-job.ts";
import { startImport } from "#functions/kernel/jobs/start-import.ts";
import type { Employee } from "#functions/people/domain/employee.ts";
import { peopleImport } from "#functions/people/imports/people-import.ts";
import { peopleImportApi } from "#functions/people/imports/people-import-api.ts";
import { createEmployee } from "#functions/people/operations/create-employee.ts";
import { updateEmployee } from "#functions/people/operations/update-employee.ts";
import { peoplePermissions } from "#functions/people/permissions.ts";
import { memoryFiles, memoryJobs } from "#tests/kernel/jobs/memory-jobs.ts";
import { memoryPeople } from "#tests/people/memory-people.ts";
import { actorFor, idsInOrder } from "#tests/support/actors.ts";
import { memoryCommit } from "#tests/support/memory-commit.ts";

type Choice = Partial<Pick<ImportJob, "mode" | "onError" | "mapping">>;

/** A tenant's people and imports, in memory. */
export function peopleScene() {
  const { people, units, ports } = memoryPeople();
  const { commit, events } = memoryCommit();
  const clock = () => new Date("2026-11-20T09:00:00Z");
  const deps = { ...ports, commit, clock, newId: idsInOrder() };
  const { store } = memoryJobs();
  const admin = () => actorFor(peoplePermissions, "admin");
  const operations = importOperations(peopleImportApi);

  /** Imports a file from beginning to end. */
  const importFile = async (content: string, choice: Choice = {}) => {
    const jobDeps = {
      ...deps,
      jobs: store,
      files: memoryFiles({ people: content }),
      sendJob: async () => undefined,
    };
    const input = { mode: "apply", onError: "keep-good", ...choice } as const;
    const { id } = await startImport(peopleImportApi).run(jobDeps)(admin(), input);
    await operations.run.run(jobDeps)(admin(), { id });
    await jobRunner(jobDeps, peopleImport(deps))(admin().tenantId, id, () => 100_000);
    const job = await operations.read.run(jobDeps)(admin(), { id });
    const { items } = await operations.listErrors.run(jobDeps)(admin(), { id, limit: 200 });
    return { job, errors: items };
  };
  return {
    people,
    units,
    deps,
    events,
    admin,
    importFile,
    create: (input: Parameters<ReturnType<typeof createEmployee.run>>[1] | { name: string }) =>
      createEmployee.run(deps)(admin(), { employmentStatus: "active", ...input }),
    update: (input: Parameters<ReturnType<typeof updateEmployee.run>>[1]) =>
      updateEmployee.run(deps)(admin(), input),
    byExternalId: (externalId: string): Employee | undefined =>
      [...people.values()].find((one) => one.externalId === externalId),
  };
}
