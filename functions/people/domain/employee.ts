/** Somebody who works for the organisation, or did. */
export interface Employee {
  readonly id: string;
  /** What the organisation's own systems call them; unique, and never given to another. */
  readonly externalId?: string | undefined;
  /** As it is shown. Real exports may lack it. */
  readonly name?: string | undefined;
  readonly givenName?: string | undefined;
  readonly familyName?: string | undefined;
  /** Unique in the tenant, whatever its case. */
  readonly email?: string | undefined;
  readonly departmentId?: string | undefined;
  readonly position?: string | undefined;
  readonly managerId?: string | undefined;
  /** First day at work, ISO 8601. */
  readonly hireDate?: string | undefined;
  readonly employmentStatus: EmploymentStatus;
  /** IANA name, where it is not the tenant's. */
  readonly timeZone?: string | undefined;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const employmentStatuses = ["active", "on-leave", "terminated"] as const;
export type EmploymentStatus = (typeof employmentStatuses)[number];

/** What can be changed of an employee. A field that is left out stays, `null` empties it. */
export type EmployeeChange = {
  readonly [Field in keyof Omit<
    Employee,
    "id" | "version" | "createdAt" | "updatedAt" | "employmentStatus"
  >]?: Employee[Field] | null;
} & { readonly employmentStatus?: EmploymentStatus | undefined };

/** The employee after a change, a version on; the very same when the change changes nothing. */
export function changed(employee: Employee, change: EmployeeChange, at: string): Employee {
  const before: Readonly<Record<string, unknown>> = { ...employee };
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const fields = given.map(([name, value]) => [name, value ?? undefined] as const);
  if (fields.every(([name, value]) => before[name] === value)) return employee;
  return { ...employee, ...Object.fromEntries(fields), version: employee.version + 1, updatedAt: at };
}
