import * as z from "zod";
import { idPattern } from "#functions/kernel/ids.ts";
import { lineOfText } from "#functions/kernel/line-of-text.ts";
import { isTimeZone } from "#functions/kernel/time/time-zone.ts";
import type { Employee } from "#functions/people/domain/employee.ts";
import { employmentStatuses } from "#functions/people/domain/employee.ts";

export const employeeId = z.string().regex(idPattern("emp"));
export const departmentId = z.string().regex(idPattern("dep"));
export const employmentStatus = z.enum(employmentStatuses);

/** The fields of an employee, each by itself. */
export const employeeFields = {
  /** What the organisation's own systems call them; unique. */
  externalId: lineOfText(100),
  /** As it is shown. */
  name: lineOfText(200),
  givenName: lineOfText(200),
  familyName: lineOfText(200),
  /** Unique in the tenant, whatever its case. */
  email: z.email().max(254),
  /** By name; made when it is mentioned for the first time. */
  department: lineOfText(200),
  position: lineOfText(200),
  managerId: employeeId,
  hireDate: z.iso.date(),
  employmentStatus,
  /** IANA name, where it is not the tenant's. */
  timeZone: z.string().max(64).refine(isTimeZone, "is not a time zone of the IANA database"),
};

/** An employee as their reader sees them. */
export const employeeView = z.object({
  id: z.string(),
  externalId: z.string().optional(),
  name: z.string().optional(),
  givenName: z.string().optional(),
  familyName: z.string().optional(),
  email: z.string().optional(),
  departmentId: z.string().optional(),
  department: z.string().optional(),
  position: z.string().optional(),
  managerId: z.string().optional(),
  hireDate: z.string().optional(),
  employmentStatus,
  timeZone: z.string().optional(),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

export type EmployeeView = z.infer<typeof employeeView>;

export const viewOf = (
  employee: Employee,
  department: { readonly name: string } | undefined,
): EmployeeView => ({
  ...employee,
  ...(department && { department: department.name }),
});

export const exampleEmployee = {
  id: "emp_01k9zy3v8hf6qtb2m4c5d7e8fh",
  externalId: "1042",
  name: "Aoife Byrne",
  email: "aoife.byrne@example.com",
  departmentId: "dep_01k9zy3v8hf6qtb2m4c5d7e8fj",
  department: "Sales",
  position: "Sales Executive",
  hireDate: "2024-04-01",
  employmentStatus: "active",
  timeZone: "Europe/Dublin",
  version: 1,
  createdAt: "2026-11-20T09:00:00.000Z",
  updatedAt: "2026-11-20T09:00:00.000Z",
} satisfies EmployeeView;
