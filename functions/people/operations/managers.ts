import { chainsAbove } from "#functions/people/domain/hierarchy.ts";
import type { Employees } from "#functions/people/ports.ts";

/** Who is directly above each of these employees. */
export const directManagers =
  ({ findAll }: Pick<Employees, "findAll">, tenantId: string) =>
  async (ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const found = await findAll(tenantId, ids);
    return new Map(
      [...found.values()].flatMap(({ id, managerId }) =>
        managerId === undefined ? [] : [[id, managerId] as const],
      ),
    );
  };

/** The employees above one, nearest first; one consistent read for each level. */
export const managersOf =
  (employees: Pick<Employees, "findAll">) =>
  async (tenantId: string, id: string): Promise<readonly string[]> =>
    (await chainsAbove([id], directManagers(employees, tenantId))).get(id) ?? [];
