import * as z from "zod";
import type { Department } from "#functions/people/domain/department.ts";

export const departmentView = z.object({ id: z.string(), name: z.string(), version: z.int() });

export const exampleDepartment: Department = {
  id: "dep_01k9zy3v8hf6qtb2m4c5d7e8fj",
  name: "Sales",
  version: 1,
};
