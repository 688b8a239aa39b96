import * as z from "zod";
import { fact } from "#events/envelope.ts";
import { departmentRenamedV1 } from "#events/people/department-renamed.v1.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { operation } from "#functions/kernel/operation.ts";
import { departmentView, exampleDepartment } from "#functions/people/operations/department-view.ts";
import { departmentId, employeeFields } from "#functions/people/operations/employee-schemas.ts";
import type { Departments } from "#functions/people/ports.ts";

interface Deps {
  readonly departments: Departments;
  readonly commit: CommitWrites;
}

/** Gives a department another name; those who belong to it stay. */
export const updateDepartment = operation({
  name: "updateDepartment",
  summary: "Rename a department.",
  permission: "people:write",
  input: z.strictObject({
    id: departmentId,
    expectedVersion: z.int().optional(),
    name: employeeFields.department,
  }),
  output: departmentView,
  problems: ["people.no-such-department", "people.department-name-taken", "request.stale"],
  example: {
    input: { id: exampleDepartment.id, name: "Sales & Service" },
    output: { ...exampleDepartment, name: "Sales & Service", version: 2 },
  },
  run:
    ({ departments, commit }: Deps) =>
    async (actor, { id, expectedVersion, name }) => {
      const { tenantId } = actor;
      const before =
        (await departments.find(tenantId, id)) ??
        refuse("not-found", "people.no-such-department", "There is no such department");
      if (expectedVersion !== undefined && before.version !== expectedVersion)
        refuse("stale", "request.stale", "The department has been changed meanwhile; read it again");
      if (before.name === name) return commit(actor, { changes: [], events: [], answer: before });
      const after = { ...before, name, version: before.version + 1 };
      const renamed = fact(departmentRenamedV1, {
        sequence: after.version,
        data: { departmentId: id, name },
      });
      return commit(actor, {
        changes: departments.rename(tenantId, before, after),
        events: [renamed],
        answer: after,
      });
    },
});
