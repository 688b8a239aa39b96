import { expect, test } from "vitest";
import { columnsOf } from "#functions/kernel/csv/mapping.ts";

const fields = { externalId: "required", name: "optional", hireDate: "optional" } as const;
const header = ["EmployeeID", "Name", "", "Twice", "Twice"];
const row = [" 7 ", "Ada", "2015-01-02"];

test("a field comes from a column by name, by place, or is the same everywhere", () => {
  const columns = columnsOf(fields, header, {
    externalId: "EmployeeID",
    name: { constant: "Somebody" },
    hireDate: { index: 2, format: "YYYY-MM-DD" },
  });
  expect(columns.externalId?.read(row)).toBe("7");
  expect(columns.name?.read(row)).toBe("Somebody");
  expect(columns.hireDate?.read(row)).toBe("2015-01-02");
  expect(columns.hireDate).toMatchObject({ name: "hireDate", format: "YYYY-MM-DD" });
  expect(columns.externalId?.read([])).toBe("");
});

test("without a mapping, headings that are fields' names are those fields", () => {
  const columns = columnsOf(fields, ["name", "externalId", "shoeSize"], undefined);
  expect(Object.keys(columns).toSorted()).toEqual(["externalId", "name"]);
  expect(columns.externalId?.read(["Ada", "7"])).toBe("7");
});

test.each([
  ["an unknown column", { externalId: "Nope" }, "jobs.unknown-column", "Nope"],
  ["a place beyond the last column", { externalId: { index: 9 } }, "jobs.unknown-column", "no column 9"],
  ["a heading that is there twice", { externalId: { column: "Twice" } }, "jobs.unknown-column", "Twice"],
  ["a required field without a column", { name: "Name" }, "jobs.missing-column", "externalId"],
])("%s is refused and named", (_case, mapping, code, named) => {
  expect(() => columnsOf(fields, header, mapping)).toThrow(
    expect.objectContaining({ kind: "invalid", code, message: expect.stringContaining(named) }),
  );
});
