import type { Change } from "#functions/kernel/commit.ts";
import type { Page, PageRequest } from "#functions/kernel/paging.ts";
import type { Department } from "#functions/people/domain/department.ts";
import type { Employee, EmploymentStatus } from "#functions/people/domain/employee.ts";

/** Which employees a list shows. */
export interface EmployeeFilter {
  readonly departmentId?: string | undefined;
  readonly managerId?: string | undefined;
  readonly employmentStatus?: EmploymentStatus | undefined;
}

/** Reads are consistent, but for lists. */
export interface Employees {
  find(tenantId: string, id: string): Promise<Employee | undefined>;
  /** Who is unknown is missing from the answer, here and below. */
  findAll(tenantId: string, ids: readonly string[]): Promise<ReadonlyMap<string, Employee>>;
  /** External id → employee's id. */
  idsByExternalId(tenantId: string, externalIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** E-mail address as given → employee's id. */
  idsByEmail(tenantId: string, emails: readonly string[]): Promise<ReadonlyMap<string, string>>;
  list(tenantId: string, filter: EmployeeFilter, page: PageRequest): Promise<Page<Employee>>;
  /** Refused with `people.external-id-taken` or `people.email-taken` (conflict). */
  add(tenantId: string, employee: Employee): readonly Change[];
  /** Refused with `request.stale` (stale) when `before` is no longer as it was read, else as `add`. */
  replace(tenantId: string, before: Employee, after: Employee): readonly Change[];
  /** Takes an employee away as if they had never been; for undoing only. Refused as `replace`. */
  remove(tenantId: string, employee: Employee): readonly Change[];
  /** That there is such an employee; refused with `people.unknown-manager` (invalid). */
  exists(tenantId: string, id: string): Change;
}

/** The hierarchy as a whole: its version lets only one of two moves that did not know of each other commit. */
export interface Structure {
  version(tenantId: string): Promise<number>;
  /** Refused with `people.structure-moved` (unavailable) when somebody has moved since `version` was read. */
  move(tenantId: string, version: number): Change;
}

export interface Departments {
  find(tenantId: string, id: string): Promise<Department | undefined>;
  findAll(tenantId: string, ids: readonly string[]): Promise<ReadonlyMap<string, Department>>;
  /** Name as given → department. */
  byName(tenantId: string, names: readonly string[]): Promise<ReadonlyMap<string, Department>>;
  /** By name. */
  list(tenantId: string, page: PageRequest): Promise<Page<Department>>;
  /** Refused with `people.department-name-taken` (conflict). */
  add(tenantId: string, department: Department): readonly Change[];
  /** Refused with `request.stale` (stale), or as `add`. */
  rename(tenantId: string, before: Department, after: Department): readonly Change[];
}

/** What an import's checks found out about a row, for its later passes; kept as long as the job may take. */
export interface ImportNote {
  /** The row that first named this external id. */
  readonly row: number;
  readonly managerExternalId?: string | undefined;
  /** Found at fault: by itself, or for its manager. */
  readonly refused?: "row" | "manager" | undefined;
}

export interface ImportNotes {
  /** Notes of one job, by key (an external id, or an address as `email:…`). */
  findAll(tenantId: string, jobId: string, keys: readonly string[]): Promise<ReadonlyMap<string, ImportNote>>;
  put(tenantId: string, jobId: string, key: string, note: ImportNote): Change;
}
