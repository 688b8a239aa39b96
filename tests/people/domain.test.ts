import fc from "fast-check";
import { expect, test } from "vitest";
import { isTimeZone } from "#functions/kernel/time/time-zone.ts";
import { foldName } from "#functions/people/domain/department.ts";
import { changed, type Employee } from "#functions/people/domain/employee.ts";
import { chainsAbove, isInCycle } from "#functions/people/domain/hierarchy.ts";

const reader = (managers: ReadonlyMap<string, string>) => {
  const reads: number[] = [];
  return {
    reads,
    managersOf: async (people: readonly string[]) => {
      reads.push(people.length);
      return new Map(
        people.flatMap((person) => {
          const manager = managers.get(person);
          return manager === undefined ? [] : [[person, manager] as const];
        }),
      );
    },
  };
};

const name = fc.integer({ min: 0, max: 12 }).map(String);
const anyHierarchy = fc.array(fc.tuple(name, name), { maxLength: 20 }).map((edges) => new Map(edges));

test("chains are what climbing one by one gives, and a person is in a cycle just when climbing comes back", async () => {
  await fc.assert(
    fc.asyncProperty(anyHierarchy, async (managers) => {
      const people = [...managers.keys()];
      const chains = await chainsAbove(people, reader(managers).managersOf);
      for (const person of people) {
        const climbed: string[] = [];
        const met = new Set([person]);
        for (let at = managers.get(person); at !== undefined; at = managers.get(at)) {
          climbed.push(at);
          if (met.has(at)) break;
          met.add(at);
        }
        expect(chains.get(person)).toEqual(climbed);
        expect(isInCycle(person, climbed)).toBe(climbed.at(-1) === person && climbed.length > 0);
      }
    }),
  );
});

test("everybody is read once, and a level at a time", async () => {
  const managers = new Map(Array.from({ length: 300 }, (_, n) => [`p${n + 1}`, `p${Math.floor(n / 10)}`]));
  const { managersOf, reads } = reader(managers);
  await chainsAbove([...managers.keys()], managersOf);
  expect(reads.reduce((sum, n) => sum + n)).toBe(301);
  expect(reads.length).toBeLessThanOrEqual(2);
});

const ada: Employee = {
  id: "emp_1",
  name: "Ada",
  position: "Clerk",
  employmentStatus: "active",
  version: 3,
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
};
const later = "2026-02-01T00:00:00.000Z";

test("a change counts the version; what is left out stays, null empties", () => {
  expect(changed(ada, { name: "Ada L", position: null }, later)).toEqual({
    ...ada,
    name: "Ada L",
    position: undefined,
    version: 4,
    updatedAt: later,
  });
});

test("a change that changes nothing gives the very same", () => {
  expect(changed(ada, { name: "Ada", email: null, timeZone: undefined }, later)).toBe(ada);
});

test.each([
  ["Sales", " sales "],
  ["R & D", "r  &\td"],
  ["ＨＲ", "hr"],
])("%s and %s are one department", (one, other) => {
  expect(foldName(one)).toBe(foldName(other));
});

test.each([
  ["Europe/Dublin", true],
  ["Asia/Kolkata", true],
  ["UTC", true],
  ["+02:00", false],
  ["Mars/Olympus", false],
  ["", false],
])("%s is a time zone: %s", (zone, is) => {
  expect(isTimeZone(zone)).toBe(is);
});
