import { get, patch, post } from "#functions/kernel/http/route.ts";
import { importOperations } from "#functions/kernel/jobs/import-operations.ts";
import { peopleImportApi } from "#functions/people/imports/people-import-api.ts";
import { createDepartment } from "#functions/people/operations/create-department.ts";
import { createEmployee } from "#functions/people/operations/create-employee.ts";
import { listDepartments } from "#functions/people/operations/list-departments.ts";
import { listEmployees } from "#functions/people/operations/list-employees.ts";
import { readEmployee } from "#functions/people/operations/read-employee.ts";
import { updateDepartment } from "#functions/people/operations/update-department.ts";
import { updateEmployee } from "#functions/people/operations/update-employee.ts";

const imports = importOperations(peopleImportApi);

export const peopleRoutes = [
  get("/v1/people/employees", listEmployees),
  post("/v1/people/employees", createEmployee, { versioned: true }),
  get("/v1/people/employees/{id}", readEmployee, { versioned: true }),
  patch("/v1/people/employees/{id}", updateEmployee, { versioned: true }),
  get("/v1/people/departments", listDepartments),
  post("/v1/people/departments", createDepartment),
  patch("/v1/people/departments/{id}", updateDepartment, { versioned: true }),
  post("/v1/people/imports", imports.start),
  get("/v1/people/imports/{id}", imports.read),
  post("/v1/people/imports/{id}/start", imports.run, { status: 202 }),
  post("/v1/people/imports/{id}/cancel", imports.cancel, { status: 202 }),
  post("/v1/people/imports/{id}/resume", imports.resume, { status: 202 }),
  get("/v1/people/imports/{id}/errors", imports.listErrors),
] as const;
