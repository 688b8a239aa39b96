import type { ImportApi } from "#functions/kernel/jobs/import-api.ts";
import { personFields } from "#functions/people/imports/person-row.ts";

export const peopleImportKind = "people.import";
/** The name of its one file. */
export const peopleFile = "people";

/** What the operations of people imports follow from. */
export const peopleImportApi: ImportApi = {
  noun: "PeopleImport",
  context: "people",
  kind: peopleImportKind,
  permission: "people:import",
  fields: personFields,
  about: { manager: "The manager's external id; they may stand anywhere in the file, or be known already." },
  options: {},
  files: () => [peopleFile],
  exampleInput: {
    mode: "apply",
    onError: "keep-good",
    mapping: {
      externalId: "EmployeeID",
      department: "Department",
      position: "JobRole",
      hireDate: { column: "HiredOn", format: "DD/MM/YYYY" },
      timeZone: { constant: "Europe/Dublin" },
    },
  },
};
