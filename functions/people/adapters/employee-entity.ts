import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { Entity } from "electrodb";
import { sortKey, tenantKey } from "#functions/kernel/dynamodb/keys.ts";
import { type Employee, employmentStatuses } from "#functions/people/domain/employee.ts";

const text = { type: "string" } as const;
const required = { type: "string", required: true } as const;

export const employeeEntity = (client: DynamoDBDocumentClient, table: string) =>
  new Entity(
    {
      // The version never changes: another one would hide every item written before.
      model: { service: "people", entity: "employee", version: "1" },
      attributes: {
        tenantId: required,
        id: required,
        externalId: text,
        name: text,
        givenName: text,
        familyName: text,
        email: text,
        departmentId: text,
        /** The department's id, or `none`: electrodb writes no index of which a part is missing. */
        unit: required,
        position: text,
        managerId: text,
        hireDate: text,
        employmentStatus: { type: employmentStatuses, required: true },
        timeZone: text,
        version: { type: "number", required: true },
        createdAt: required,
        updatedAt: required,
      },
      indexes: {
        byId: {
          pk: tenantKey("pk", "people.employee", ["id"]),
          sk: sortKey("sk", "employee", []),
        },
        // TypeIDs sort by time: the list is in order of arrival.
        all: {
          index: "gsi1",
          pk: tenantKey("gsi1pk", "people.employees", []),
          sk: sortKey("gsi1sk", "employee", ["id"]),
        },
        ofDepartment: {
          index: "gsi2",
          pk: tenantKey("gsi2pk", "people.of-department", ["unit"]),
          sk: sortKey("gsi2sk", "employee", ["id"]),
        },
      },
    },
    { client, table },
  );

/** Keeps an external id for the one employee who has it. */
export const externalIdEntity = (client: DynamoDBDocumentClient, table: string) =>
  new Entity(
    {
      model: { service: "people", entity: "externalId", version: "1" },
      attributes: { tenantId: required, externalId: required, employeeId: required },
      indexes: {
        byExternalId: {
          pk: tenantKey("pk", "people.external-id", ["externalId"]),
          sk: sortKey("sk", "external-id", []),
        },
      },
    },
    { client, table },
  );

/** Keeps an e-mail address, by its hash, for the one employee who has it. */
export const emailEntity = (client: DynamoDBDocumentClient, table: string) =>
  new Entity(
    {
      model: { service: "people", entity: "email", version: "1" },
      attributes: { tenantId: required, emailHash: required, employeeId: required },
      indexes: {
        byEmail: { pk: tenantKey("pk", "people.email", ["emailHash"]), sk: sortKey("sk", "email", []) },
      },
    },
    { client, table },
  );

type Stored = Employee & { readonly tenantId: string; readonly unit: string };

export const toItem = (tenantId: string, employee: Employee): Stored => ({
  ...employee,
  tenantId,
  unit: employee.departmentId ?? "none",
});

export const toEmployee = ({ tenantId: _t, unit: _u, ...employee }: Stored): Employee => employee;
