import { importOperations } from "#functions/kernel/jobs/import-operations.ts";
import { sessionFields } from "#functions/time/imports/session-text.ts";
import { filesOf, timeImportOptions } from "#functions/time/imports/time-import.ts";

/** What can be asked of an import of past working time. */
export const timeImports = importOperations({
  noun: "TimeImport",
  context: "time",
  kind: "time.import",
  permission: "time:import",
  fields: sessionFields,
  options: timeImportOptions,
  files: ({ form }) => filesOf(form === "wide" ? "wide" : "long"),
  exampleInput: {
    mode: "apply",
    onError: "keep-good",
    form: "long",
    mapping: {
      externalId: "Staff no.",
      clockIn: "In",
      clockOut: "Out",
      timeZone: { constant: "Asia/Tokyo" },
    },
  },
});
