import type { Change } from "#functions/kernel/commit.ts";
import type { Refusal } from "#functions/kernel/errors/app-error.ts";
import { type Department, foldName } from "#functions/people/domain/department.ts";
import type { Employee } from "#functions/people/domain/employee.ts";
import type { Departments, Employees, ImportNote, ImportNotes, Structure } from "#functions/people/ports.ts";
import { memoryChange } from "#tests/support/memory-commit.ts";

const refusal = (kind: Refusal["kind"], code: string): Refusal => ({ kind, code, message: code });

const pick = <Value>(from: ReadonlyMap<string, Value>, keys: readonly string[]): ReadonlyMap<string, Value> =>
  new Map(
    keys.flatMap((key) => {
      const value = from.get(key);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );

/** Employees of one tenant, without a table. */
const memoryEmployees = (all: Map<string, Employee>): Employees => {
  const by = (field: "externalId" | "email", value: string | undefined) =>
    value === undefined
      ? undefined
      : [...all.values()].find((one) => one[field]?.toLowerCase() === value.toLowerCase());
  const unique = (after: Employee): Change[] =>
    (["externalId", "email"] as const).map((field) =>
      memoryChange(
        () => undefined,
        refusal("conflict", field === "email" ? "people.email-taken" : "people.external-id-taken"),
        () => (by(field, after[field])?.id ?? after.id) !== after.id,
      ),
    );
  const isStale = (before: Employee) => all.get(before.id)?.version !== before.version;
  const ids = (field: "externalId" | "email", values: readonly string[]) =>
    new Map(
      values.flatMap((value) => (by(field, value) ? [[value, by(field, value)?.id ?? ""] as const] : [])),
    );
  return {
    find: async (_, id) => all.get(id),
    findAll: async (_, wanted) => pick(all, wanted),
    idsByExternalId: async (_, values) => ids("externalId", values),
    idsByEmail: async (_, values) => ids("email", values),
    list: async (_, filter, { limit, cursor }) => {
      const passing = [...all.values()].filter((one) =>
        Object.entries(filter).every(([name, value]) => value === undefined || one[name as never] === value),
      );
      const from = Number(cursor ?? 0);
      const nextCursor = passing.length > from + limit ? String(from + limit) : null;
      return { items: passing.slice(from, from + limit), nextCursor };
    },
    add: (_, employee) => [memoryChange(() => all.set(employee.id, employee)), ...unique(employee)],
    replace: (_, before, after) => [
      memoryChange(
        () => all.set(after.id, after),
        refusal("stale", "request.stale"),
        () => isStale(before),
      ),
      ...unique(after),
    ],
    remove: (_, employee) => [
      memoryChange(
        () => all.delete(employee.id),
        refusal("stale", "request.stale"),
        () => isStale(employee),
      ),
    ],
    exists: (_, id) =>
      memoryChange(
        () => undefined,
        refusal("invalid", "people.unknown-manager"),
        () => !all.has(id),
      ),
  };
};

const memoryDepartments = (all: Map<string, Department>): Departments => {
  const named = (name: string) => [...all.values()].find((one) => foldName(one.name) === foldName(name));
  const keep = (department: Department) =>
    memoryChange(
      () => all.set(department.id, department),
      refusal("conflict", "people.department-name-taken"),
      () => (named(department.name)?.id ?? department.id) !== department.id,
    );
  return {
    find: async (_, id) => all.get(id),
    findAll: async (_, ids) => pick(all, ids),
    byName: async (_, names) => {
      const found = names.flatMap((name) => [[name, named(name)] as const]);
      return new Map(found.flatMap(([name, one]) => (one ? [[name, one] as const] : [])));
    },
    list: async () => ({
      items: [...all.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      nextCursor: null,
    }),
    add: (_, department) => [keep(department)],
    rename: (_, before, after) => [
      memoryChange(
        () => undefined,
        refusal("stale", "request.stale"),
        () => all.get(before.id)?.version !== before.version,
      ),
      keep(after),
    ],
  };
};

const memoryStructure = (): Structure => {
  let version = 0;
  return {
    version: async () => version,
    move: (_, before) =>
      memoryChange(
        () => {
          version = before + 1;
        },
        refusal("unavailable", "people.structure-moved"),
        () => version !== before,
      ),
  };
};

const memoryNotes = (): ImportNotes => {
  const all = new Map<string, ImportNote>();
  return {
    findAll: async (_, jobId, keys) =>
      new Map(
        keys.flatMap((key) => {
          const note = all.get(`${jobId}/${key}`);
          return note ? [[key, note] as const] : [];
        }),
      ),
    put: (_, jobId, key, note) => memoryChange(() => all.set(`${jobId}/${key}`, note)),
  };
};

/** The ports of people, in memory. */
export const memoryPeople = () => {
  const people = new Map<string, Employee>();
  const units = new Map<string, Department>();
  return {
    people,
    units,
    ports: {
      employees: memoryEmployees(people),
      departments: memoryDepartments(units),
      structure: memoryStructure(),
      notes: memoryNotes(),
    },
  };
};
