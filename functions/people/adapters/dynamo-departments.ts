import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import { page } from "#functions/kernel/dynamodb/cursor.ts";
import { getAll } from "#functions/kernel/dynamodb/get-all.ts";
import type { Refusal } from "#functions/kernel/errors/app-error.ts";
import { departmentEntity, departmentNameEntity } from "#functions/people/adapters/department-entity.ts";
import { type Department, foldName } from "#functions/people/domain/department.ts";
import type { Departments } from "#functions/people/ports.ts";

const nameTaken: Refusal = {
  kind: "conflict",
  code: "people.department-name-taken",
  message: "There is a department of this name",
};
const stale: Refusal = {
  kind: "stale",
  code: "request.stale",
  message: "The department has been changed meanwhile; read it again",
};

type Reads = Pick<Departments, "find" | "findAll" | "byName" | "list">;

const toDepartment = ({ id, name, version }: Department): Department => ({ id, name, version });

/** Departments in the tenant table, with a marker item that keeps each name for one of them. */
export function dynamoDepartments(client: DynamoDBDocumentClient, table: string): Departments {
  const entity = departmentEntity(client, table);
  const names = departmentNameEntity(client, table);

  const keepName = (tenantId: string, { id, name }: Department) =>
    changeOf(
      { Put: names.create({ tenantId, folded: foldName(name), departmentId: id }).params() },
      nameTaken,
    );
  const itemOf = (tenantId: string, department: Department) => ({
    tenantId,
    ...department,
    folded: foldName(department.name),
  });

  return {
    ...departmentReads(client, table),
    add: (tenantId, department) => [
      changeOf({ Put: entity.create(itemOf(tenantId, department)).params() }),
      keepName(tenantId, department),
    ],
    rename: (tenantId, before, after) => {
      const put = entity
        .put(itemOf(tenantId, after))
        .where(({ version }, { eq }) => eq(version, before.version));
      const [old, now] = [foldName(before.name), foldName(after.name)];
      const moved = [
        changeOf({ Delete: names.delete({ tenantId, folded: old }).params() }),
        keepName(tenantId, after),
      ];
      return [changeOf({ Put: put.params() }, stale), ...(old === now ? [] : moved)];
    },
  };
}

function departmentReads(client: DynamoDBDocumentClient, table: string): Reads {
  const entity = departmentEntity(client, table);
  const names = departmentNameEntity(client, table);
  const findAll: Departments["findAll"] = async (tenantId, ids) => {
    const keys = [...new Set(ids)].map((id) => ({ tenantId, id }));
    const found = await getAll(keys, (left) => entity.get(left).go({ consistent: true }));
    return new Map(found.map((item) => [item.id, toDepartment(item)]));
  };
  return {
    findAll,
    find: async (tenantId, id) => (await findAll(tenantId, [id])).get(id),
    byName: async (tenantId, given) => {
      const keys = [...new Set(given.map(foldName))].map((folded) => ({ tenantId, folded }));
      const marks = await getAll(keys, (left) => names.get(left).go({ consistent: true }));
      const ids = new Map(marks.map(({ folded, departmentId }) => [folded, departmentId]));
      const departments = await findAll(tenantId, [...ids.values()]);
      return new Map(
        given.flatMap((name) => {
          const department = departments.get(ids.get(foldName(name)) ?? "");
          return department ? [[name, department] as const] : [];
        }),
      );
    },
    list: async (tenantId, request) => {
      const found = await page(tenantId, request, (options) => entity.query.all({ tenantId }).go(options));
      return { ...found, items: found.items.map(toDepartment) };
    },
  };
}
