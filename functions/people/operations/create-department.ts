import * as z from "zod";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import type { NewId } from "#functions/kernel/ids.ts";
import { operation } from "#functions/kernel/operation.ts";
import { departmentView, exampleDepartment } from "#functions/people/operations/department-view.ts";
import { employeeFields } from "#functions/people/operations/employee-schemas.ts";
import { newDepartment } from "#functions/people/operations/named-department.ts";
import type { Departments } from "#functions/people/ports.ts";

interface Deps {
  readonly departments: Departments;
  readonly commit: CommitWrites;
  readonly newId: NewId;
}

/** Enters a department; one name, whatever its case, is one department. */
export const createDepartment = operation({
  name: "createDepartment",
  summary: "Enter a department.",
  permission: "people:write",
  input: z.strictObject({ name: employeeFields.department }),
  output: departmentView,
  problems: ["people.department-name-taken"],
  example: { input: { name: exampleDepartment.name }, output: exampleDepartment },
  run:
    ({ departments, commit, newId }: Deps) =>
    (actor, { name }) => {
      const { department, changes, events } = newDepartment({ departments, newId }, actor.tenantId, name);
      return commit(actor, { changes, events, answer: department });
    },
});
