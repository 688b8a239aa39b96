import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dynamoEmployees } from "#functions/people/adapters/dynamo-employees.ts";
import type { Employee, EmploymentStatus } from "#functions/people/domain/employee.ts";
import { managersOf } from "#functions/people/operations/managers.ts";

/** What other contexts may know of an employee. */
export interface EmployeeFacts {
  readonly id: string;
  readonly externalId?: string | undefined;
  readonly departmentId?: string | undefined;
  readonly managerId?: string | undefined;
  /** ISO 8601 date. */
  readonly hireDate?: string | undefined;
  readonly employmentStatus: EmploymentStatus;
  /** IANA name; left out, the tenant's. */
  readonly timeZone?: string | undefined;
}

/** The people of the tenant being served. All reads are consistent. */
export interface PeopleReads {
  /** One round trip. */
  readonly employee: (tenantId: string, id: string) => Promise<EmployeeFacts | undefined>;
  /** By id; one round trip for each hundred. Who is unknown is missing from the answer, here and below. */
  readonly employees: (
    tenantId: string,
    ids: readonly string[],
  ) => Promise<ReadonlyMap<string, EmployeeFacts>>;
  /** By external id; two round trips for each hundred. */
  readonly employeesByExternalId: (
    tenantId: string,
    externalIds: readonly string[],
  ) => Promise<ReadonlyMap<string, EmployeeFacts>>;
  /** Two round trips. */
  readonly employeeByEmail: (tenantId: string, email: string) => Promise<EmployeeFacts | undefined>;
  /** The employees above one, nearest first; one round trip for each level. */
  readonly managersOf: (tenantId: string, id: string) => Promise<readonly string[]>;
}

/** Opens the people for another context's reads. Once per function environment. */
export function openPeople(documents: DynamoDBDocumentClient, table: string): PeopleReads {
  const employees = dynamoEmployees(documents, table);
  const findAll: PeopleReads["employees"] = async (tenantId, ids) => {
    const found = await employees.findAll(tenantId, ids);
    return new Map([...found].map(([id, employee]) => [id, factsOf(employee)]));
  };
  return {
    employee: async (tenantId, id) => {
      const found = await employees.find(tenantId, id);
      return found && factsOf(found);
    },
    employees: findAll,
    employeesByExternalId: async (tenantId, externalIds) => {
      const ids = await employees.idsByExternalId(tenantId, externalIds);
      const found = await findAll(tenantId, [...ids.values()]);
      return new Map(
        [...ids].flatMap(([externalId, id]) => {
          const facts = found.get(id);
          return facts ? [[externalId, facts] as const] : [];
        }),
      );
    },
    employeeByEmail: async (tenantId, email) => {
      const id = (await employees.idsByEmail(tenantId, [email])).get(email);
      return id === undefined ? undefined : (await findAll(tenantId, [id])).get(id);
    },
    managersOf: managersOf(employees),
  };
}

const factsOf = ({
  id,
  externalId,
  departmentId,
  managerId,
  hireDate,
  employmentStatus,
  timeZone,
}: Employee): EmployeeFacts => ({
  id,
  externalId,
  departmentId,
  managerId,
  hireDate,
  employmentStatus,
  timeZone,
});
