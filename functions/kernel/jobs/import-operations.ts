import { createImport } from "#functions/kernel/jobs/create-import.ts";
import type { ImportApi } from "#functions/kernel/jobs/import-api.ts";
import { listImportErrors, readImport } from "#functions/kernel/jobs/read-import.ts";
import { startImport } from "#functions/kernel/jobs/start-import.ts";
import { cancelImport, resumeImport } from "#functions/kernel/jobs/steer-import.ts";

/** The operations of a context's imports, from what the context says of them. */
export const importOperations = (api: ImportApi) => ({
  create: createImport(api),
  start: startImport(api),
  read: readImport(api),
  listErrors: listImportErrors(api),
  cancel: cancelImport(api),
  resume: resumeImport(api),
});
