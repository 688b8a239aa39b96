import { page } from "#functions/kernel/dynamodb/cursor.ts";
import { getAll } from "#functions/kernel/dynamodb/get-all.ts";
import type { Page, PageRequest } from "#functions/kernel/paging.ts";
import { type employeeEntity, toEmployee } from "#functions/people/adapters/employee-entity.ts";
import type { reportEntity } from "#functions/people/adapters/structure-entity.ts";
import type { Employee } from "#functions/people/domain/employee.ts";
import type { EmployeeFilter, Employees } from "#functions/people/ports.ts";

type EmployeeEntity = ReturnType<typeof employeeEntity>;

const pagesAtMost = 5;

/**
 * Lists employees: all, of a department (both from an index, a moment late), or of a manager (exact). What the list
 * itself cannot tell apart is sifted after reading, so a page may be short before the last; five reads at most fill it.
 */
export const listEmployees =
  (entity: EmployeeEntity, reports: ReturnType<typeof reportEntity>): Employees["list"] =>
  async (tenantId, filter, request) => {
    const items: Employee[] = [];
    let cursor = request.cursor;
    for (let read = 0; read < pagesAtMost; read++) {
      const rest = { cursor, limit: request.limit - items.length };
      const found = await pageOf(entity, reports, { tenantId, filter, request: rest });
      items.push(...found.items.filter((employee) => passes(filter, employee)));
      if (found.nextCursor === null || items.length === request.limit)
        return { items, nextCursor: found.nextCursor };
      cursor = found.nextCursor;
    }
    return { items, nextCursor: cursor ?? null };
  };

const passes = ({ departmentId, managerId, employmentStatus }: EmployeeFilter, employee: Employee): boolean =>
  (departmentId === undefined || employee.departmentId === departmentId) &&
  (managerId === undefined || employee.managerId === managerId) &&
  (employmentStatus === undefined || employee.employmentStatus === employmentStatus);

interface Asked {
  readonly tenantId: string;
  readonly filter: EmployeeFilter;
  readonly request: PageRequest;
}

async function pageOf(
  entity: EmployeeEntity,
  reports: ReturnType<typeof reportEntity>,
  asked: Asked,
): Promise<Page<Employee>> {
  const { tenantId, filter, request } = asked;
  const { departmentId, managerId } = filter;
  if (managerId !== undefined) return reportsOf(entity, reports, asked, managerId);
  const found = await page(tenantId, request, (options) =>
    departmentId === undefined
      ? entity.query.all({ tenantId }).go(options)
      : entity.query.ofDepartment({ tenantId, unit: departmentId }).go(options),
  );
  return { ...found, items: found.items.map(toEmployee) };
}

async function reportsOf(
  entity: EmployeeEntity,
  reports: ReturnType<typeof reportEntity>,
  { tenantId, request }: Asked,
  managerId: string,
): Promise<Page<Employee>> {
  const lines = await page(tenantId, request, (options) =>
    reports.query.ofManager({ tenantId, managerId }).go({ ...options, consistent: true }),
  );
  const keys = lines.items.map(({ employeeId }) => ({ tenantId, id: employeeId }));
  const found = await getAll(keys, (left) => entity.get(left).go({ consistent: true }));
  const byId = new Map(found.map((item) => [item.id, toEmployee(item)]));
  const items = keys.flatMap(({ id }) => byId.get(id) ?? []);
  return { items, nextCursor: lines.nextCursor };
}
