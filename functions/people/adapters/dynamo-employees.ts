import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import { getAll } from "#functions/kernel/dynamodb/get-all.ts";
import type { Refusal } from "#functions/kernel/errors/app-error.ts";
import { employeeEntity, toEmployee, toItem } from "#functions/people/adapters/employee-entity.ts";
import { listEmployees } from "#functions/people/adapters/employee-lists.ts";
import { employeeMarkers } from "#functions/people/adapters/employee-markers.ts";
import { reportEntity } from "#functions/people/adapters/structure-entity.ts";
import type { Employees } from "#functions/people/ports.ts";

const stale: Refusal = {
  kind: "stale",
  code: "request.stale",
  message: "The employee has been changed meanwhile; read it again",
};
const unknownManager: Refusal = {
  kind: "invalid",
  code: "people.unknown-manager",
  message: "There is no such manager",
};

/** Employees in the tenant table, with a marker item for each external id and address, and a line to each manager. */
export function dynamoEmployees(client: DynamoDBDocumentClient, table: string): Employees {
  const entity = employeeEntity(client, table);
  const { between, ...markerReads } = employeeMarkers(client, table);
  return {
    ...markerReads,
    find: async (tenantId, id) => {
      const { data } = await entity.get({ tenantId, id }).go({ consistent: true });
      return data ? toEmployee(data) : undefined;
    },
    findAll: async (tenantId, ids) => {
      const keys = [...new Set(ids)].map((id) => ({ tenantId, id }));
      const found = await getAll(keys, (left) => entity.get(left).go({ consistent: true }));
      return new Map(found.map((item) => [item.id, toEmployee(item)]));
    },
    list: listEmployees(entity, reportEntity(client, table)),
    add: (tenantId, employee) => [
      changeOf({ Put: entity.create(toItem(tenantId, employee)).params() }),
      ...between(tenantId, employee.id, {}, employee),
    ],
    replace: (tenantId, before, after) => {
      const put = entity
        .put(toItem(tenantId, after))
        .where(({ version }, { eq }) => eq(version, before.version));
      return [changeOf({ Put: put.params() }, stale), ...between(tenantId, after.id, before, after)];
    },
    remove: (tenantId, employee) => {
      const { id, version: known } = employee;
      const gone = entity.delete({ tenantId, id }).where(({ version }, { eq }) => eq(version, known));
      return [changeOf({ Delete: gone.params() }, stale), ...between(tenantId, id, employee, {})];
    },
    exists: (tenantId, id) => {
      // electrodb makes checks only within a transaction of its own.
      const { TableName, Key } = entity.get({ tenantId, id }).params();
      const check = { TableName, Key, ConditionExpression: "attribute_exists(pk)" };
      return changeOf({ ConditionCheck: check }, unknownManager);
    },
  };
}
