import { expect, test } from "vitest";
import { columnSource, columnsOf } from "#functions/kernel/csv/mapping.ts";
import { AppError } from "#functions/kernel/errors/app-error.ts";

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

const refusalOf = (header: readonly string[], mapping?: Parameters<typeof columnsOf>[2]): string => {
  try {
    columnsOf(fields, header, mapping);
  } catch (error) {
    return error instanceof AppError ? error.message : "";
  }
  return "";
};

test("a refusal names what is wrong in the order of the fields, and what the file has", () => {
  const mapping = { hireDate: "Hired", name: { column: "Who" }, externalId: { index: 5 } };
  expect(refusalOf(header, mapping)).toBe(
    'The file has no such column: no column 5; "Who"; "Hired". The file has: "EmployeeID", "Name", "", "Twice", "Twice"',
  );
});

test.each([
  ["id;name", "semicolons"],
  ["id\tname", "tabs"],
])("a heading of one cell %j hints at what separates it", (heading, mark) => {
  for (const mapping of [undefined, { externalId: "id" }])
    expect(refusalOf([heading], mapping)).toContain(`seem to be separated by ${mark}: save it with commas`);
  expect(refusalOf([heading, "b"])).not.toContain("separated");
  expect(refusalOf(["id"])).not.toContain("separated");
});

test("of long headings and of many a refusal tells the beginning", () => {
  const many = Array.from({ length: 900 }, (_, n) => `${n}${"x".repeat(200)}`);
  expect(refusalOf(many).length).toBeLessThan(3_000);
  expect(refusalOf(many)).toMatch(/"29x{58}…" and 870 more$/);
});

test("dates are written in a known form, or the mapping is refused", () => {
  for (const source of [{ column: "A" }, { index: 0 }, { constant: "1" }]) {
    expect(columnSource.safeParse({ ...source, format: "DD/MM/YYYY" }).success).toBe(true);
    expect(columnSource.safeParse({ ...source, format: "bogus" }).success).toBe(false);
  }
});
