import type { Stamp } from "#functions/kernel/stamp.ts";
import { dynamoDepartments } from "#functions/people/adapters/dynamo-departments.ts";
import { dynamoEmployees } from "#functions/people/adapters/dynamo-employees.ts";
import { dynamoStructure } from "#functions/people/adapters/dynamo-structure.ts";

/** The items of people, in a stamp. */
export const peopleStores = ({ documents, env }: Stamp) => ({
  employees: dynamoEmployees(documents, env.TENANT_TABLE),
  departments: dynamoDepartments(documents, env.TENANT_TABLE),
  structure: dynamoStructure(documents, env.TENANT_TABLE),
});
