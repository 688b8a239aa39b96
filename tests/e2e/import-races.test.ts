import { describe, expect, test } from "vitest";
import { importFiles } from "#tests/e2e/import-file.ts";
import { must, newTenant } from "#tests/support/tenant.ts";

describe("an import", () => {
  test("of one file, twice at once, brings in every row once", async () => {
    const own = await newTenant();
    const rows = Array.from(
      { length: 300 },
      (_, n) => `${n},Name ${n},Department ${n % 5},${n > 0 ? Math.floor((n - 1) / 7) : ""}`,
    );
    const people = ["externalId,name,department,manager", ...rows].join("\n");
    const jobs = await Promise.all([1, 2].map(() => importFiles(own.owner, "people", { people })));

    expect(jobs.map(({ status }) => status)).toEqual(["succeeded", "succeeded"]);
    const sum = (field: "created" | "failed") => jobs.reduce((total, job) => total + job[field], 0);
    expect([sum("created"), sum("failed")]).toEqual([300, 0]);
    const pages = [await own.owner.get("/v1/people/employees?limit=200")];
    pages.push(await own.owner.get(`/v1/people/employees?limit=200&cursor=${pages[0]?.body.nextCursor}`));
    const ids = pages.flatMap(({ body }) =>
      body.items.map((each: { externalId: string }) => each.externalId),
    );
    expect(ids.length).toBe(300);
    expect(new Set(ids).size).toBe(300);
  });

  test("of past working time, twice at once, records every session once", async () => {
    const { owner: other } = await newTenant();
    for (const externalId of ["1", "2", "3"])
      must(await other.post("/v1/people/employees", { name: "Ada", externalId }), 201);
    const day = (n: number) => `2026-03-${String(n + 1).padStart(2, "0")}`;
    const rows = Array.from({ length: 60 }, (_, n) => [(n % 3) + 1, day(Math.floor(n / 3))] as const);
    const lines = rows.map(([id, date]) => `${id},${date} 09:00,${date} 17:00`);
    const punches = ["externalId,clockIn,clockOut", ...lines].join("\n");
    const jobs = await Promise.all([1, 2].map(() => importFiles(other, "time", { punches })));

    expect(jobs.map(({ status, failed }) => [status, failed])).toEqual([
      ["succeeded", 0],
      ["succeeded", 0],
    ]);
    expect(jobs.reduce((total, { created }) => total + created, 0)).toBe(60);
    const { items } = must(await other.get("/v1/people/employees"), 200).body;
    for (const { id } of items) {
      const { body } = must(await other.get(`/v1/time/employees/${id}/months/2026-03`), 200);
      expect(body.workedMinutes).toBe(20 * 480);
    }
  });
});
