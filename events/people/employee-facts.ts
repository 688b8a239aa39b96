import * as z from "zod";

/** What is told openly of an employee. */
export const employeeFacts = {
  employeeId: z.string().regex(/^emp_/),
  externalId: z.string().optional(),
  departmentId: z.string().regex(/^dep_/).optional(),
  managerId: z.string().regex(/^emp_/).optional(),
  hireDate: z.iso.date().optional(),
  employmentStatus: z.enum(["active", "on-leave", "terminated"]),
  timeZone: z.string().optional(),
};

/** What is told of them under their own key. */
export const employeePersonal = z.strictObject({
  name: z.string().optional(),
  givenName: z.string().optional(),
  familyName: z.string().optional(),
  email: z.string().optional(),
  position: z.string().optional(),
});
