import type { ImportApi } from "#functions/kernel/jobs/import-api.ts";
import { listImportErrors, readImport } from "#functions/kernel/jobs/read-import.ts";
import { runImport } from "#functions/kernel/jobs/run-import.ts";
import { startImport } from "#functions/kernel/jobs/start-import.ts";
import { cancelImport, resumeImport } from "#functions/kernel/jobs/steer-import.ts";

/** The operations of a context's imports, from what the context says of them. */
export const importOperations = (api: ImportApi) => ({
  start: startImport(api),
  run: runImport(api),
  read: readImport(api),
  listErrors: listImportErrors(api),
  cancel: cancelImport(api),
  resume: resumeImport(api),
});
