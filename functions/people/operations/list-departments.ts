import * as z from "zod";
import { operation } from "#functions/kernel/operation.ts";
import { pageInput, pageOf } from "#functions/kernel/paging.ts";
import { departmentView, exampleDepartment } from "#functions/people/operations/department-view.ts";
import type { Departments } from "#functions/people/ports.ts";

/** Lists the departments by name. */
export const listDepartments = operation({
  name: "listDepartments",
  summary: "List the departments by name.",
  permission: "people:read-departments",
  input: z.strictObject(pageInput),
  output: pageOf(departmentView),
  problems: ["request.cursor-invalid"],
  example: { input: { limit: 50 }, output: { items: [exampleDepartment], nextCursor: null } },
  run:
    ({ departments }: { readonly departments: Departments }) =>
    async ({ tenantId }, { cursor, limit }) => {
      const { items, nextCursor } = await departments.list(tenantId, { cursor, limit });
      return { items: [...items], nextCursor };
    },
});
