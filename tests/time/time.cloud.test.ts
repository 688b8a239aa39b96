import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { idOf } from "#tests/support/actors.ts";
import { type Client, eventually, must, newTenant, type TestTenant } from "#tests/support/tenant.ts";

const own: { tenant?: TestTenant; ann?: Client; annId?: string; bobId?: string } = {};

const hire = async (owner: Client, person: object): Promise<string> =>
  must(await owner.post("/v1/people/employees", { name: "Ann Example", ...person }), 201).body.id;

beforeAll(async () => {
  const tenant = await newTenant({ timeZone: "Asia/Tokyo" });
  const annId = await hire(tenant.owner, { externalId: "1", hireDate: "2015-01-02" });
  const bobId = await hire(tenant.owner, { externalId: "2" });
  const ann = await tenant.join("employee", { employeeId: annId });
  Object.assign(own, { tenant, ann, annId, bobId });
});

const ann = (): Client => own.ann ?? expect.fail("no tenant");
const owner = (): Client => own.tenant?.owner ?? expect.fail("no tenant");

describe("a day", () => {
  test("is punched, listed and summed up", async () => {
    const first = must(await ann().post("/v1/time/clock-in", { at: "2026-11-02T09:00:00+09:00" }), 201);
    must(await ann().post("/v1/time/break-start", { at: "2026-11-02T12:00:00+09:00" }), 201);
    must(await ann().post("/v1/time/break-end", { at: "2026-11-02T13:00:00+09:00" }), 201);
    must(await ann().post("/v1/time/clock-out", { at: "2026-11-02T18:00:00+09:00" }), 201);

    expect(first.body).toMatchObject({
      id: expect.stringMatching(/^pun_/),
      employeeId: own.annId,
      at: "2026-11-02T09:00:00.000+09:00",
      timeZone: "Asia/Tokyo",
    });
    const page = await ann().get(
      "/v1/time/punches?from=2026-11-02T00:00:00%2B09:00&to=2026-11-03T00:00:00%2B09:00&limit=3",
    );
    const rest = await ann().get(
      `/v1/time/punches?from=2026-11-02T00:00:00%2B09:00&to=2026-11-03T00:00:00%2B09:00&cursor=${page.body.nextCursor}`,
    );
    const kinds = [...page.body.items, ...rest.body.items].map(({ kind }) => kind);
    expect(kinds).toEqual(["clock-in", "break-start", "break-end", "clock-out"]);
    expect(rest.body.nextCursor).toBeNull();
    const month = await ann().get(`/v1/time/employees/${own.annId}/months/2026-11`);
    expect(month.body).toMatchObject({
      workedMinutes: 480,
      days: [{ date: "2026-11-02", workedMinutes: 480 }],
    });
  });

  test("is in nobody else's hands", async () => {
    const theirs = { employeeId: own.bobId };
    expect((await ann().post("/v1/time/clock-in", theirs)).body.code).toBe("auth.not-allowed");
    expect((await ann().get(`/v1/time/punches?employeeId=${own.bobId}`)).status).toBe(403);
    expect((await ann().get(`/v1/time/employees/${own.bobId}/months/2026-11`)).status).toBe(403);
    expect((await ann().post("/v1/time/imports", {})).status).toBe(403);
    const stranger = (await newTenant()).owner;
    const [foreign, unknown] = await Promise.all(
      [own.annId, idOf("emp", 7)].map((id) => stranger.get(`/v1/time/employees/${id}/months/2026-11`)),
    );
    expect([foreign?.status, foreign?.body.code]).toEqual([404, unknown?.body.code]);
  });
});

test.each([
  ["a clock-out without a clock-in", "clock-out", {}, 409, "time.not-clocked-in"],
  ["a break without a session", "break-start", {}, 409, "time.not-clocked-in"],
  ["the future", "clock-in", { at: "2100-01-01T00:00:00Z" }, 400, "time.in-the-future"],
  ["a day before hiring", "clock-in", { at: "2015-01-01T12:00:00+09:00" }, 400, "time.before-hiring"],
  ["a zone that is none", "clock-in", { timeZone: "Mars/Olympus" }, 400, "request.malformed"],
  ["a time without an offset", "clock-in", { at: "2026-11-02T09:00:00" }, 400, "request.malformed"],
  ["an unknown field", "clock-in", { when: "now" }, 400, "request.malformed"],
  ["an unknown employee", "clock-in", { employeeId: idOf("emp", 9) }, 404, "people.no-such-employee"],
])("%s is refused", async (_, press, body, status, code) => {
  const who = "employeeId" in body ? owner() : ann();
  const reply = await who.post(`/v1/time/${press}`, body);

  expect([reply.status, reply.body.code]).toEqual([status, code]);
});

test("fifty at once open one session", async () => {
  const employeeId = await hire(owner(), {});
  const replies = await Promise.all(
    Array.from({ length: 50 }, () => owner().post("/v1/time/clock-in", { employeeId })),
  );

  expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(new Set(replies.filter(({ status }) => status !== 201).map(({ body }) => body.code))).toEqual(
    new Set(["time.already-clocked-in"]),
  );
  const { body } = await owner().get(`/v1/time/punches?employeeId=${employeeId}`);
  expect(body.items).toHaveLength(1);
});

const importFiles = async (who: Client, request: object, files: Record<string, string>) => {
  const { id, uploads } = must(await who.post("/v1/time/imports", request), 201).body;
  for (const { name, url, headers } of uploads)
    expect((await fetch(url, { method: "PUT", headers, body: files[name] ?? "" })).status).toBe(200);
  must(await who.post(`/v1/time/imports/${id}/start`), 202);
  const report = await eventually(async () => {
    const { body } = await who.get(`/v1/time/imports/${id}`);
    return ["succeeded", "failed"].includes(body.status) ? body : undefined;
  });
  const { body: errors } = await who.get(`/v1/time/imports/${id}/errors`);
  return { report, errors: errors.items };
};

describe("an import", () => {
  const long = [
    "externalId,clockIn,clockOut",
    "1,2016-03-01 09:00,2016-03-01 17:30",
    "1,2016-03-02 22:00,2016-03-03 06:00",
    "9,2016-03-01 09:00,2016-03-01 17:00",
    "2,2016-03-01 09:00,2016-03-01 08:00",
    "",
  ].join("\n");

  test("in long form keeps the good rows, lists the bad, and changes nothing the second time", async () => {
    const dry = await importFiles(owner(), { mode: "dry-run" }, { punches: long });
    const first = await importFiles(owner(), { onError: "keep-good" }, { punches: long });
    const second = await importFiles(owner(), { onError: "keep-good" }, { punches: long });

    expect(dry.report).toMatchObject({ status: "succeeded", created: 2, failed: 2 });
    expect(first.report).toMatchObject({
      status: "succeeded",
      total: 4,
      processed: 4,
      created: 2,
      failed: 2,
    });
    expect(first.errors).toMatchObject([
      { row: 4, column: "externalId", code: "time.unknown-employee" },
      { row: 5, column: "clockOut", code: "time.out-of-order" },
    ]);
    expect(second.report).toMatchObject({ status: "succeeded", created: 0, unchanged: 2 });
    const { body } = await owner().get(`/v1/time/employees/${own.annId}/months/2016-03`);
    expect(body).toMatchObject({
      workedMinutes: 990,
      days: [{ date: "2016-03-01" }, { date: "2016-03-02", workedMinutes: 480 }],
    });
  });

  test("sees a session that began days before and is still under way", async () => {
    const employeeId = await hire(owner(), { externalId: "long" });
    must(await owner().post("/v1/time/clock-in", { employeeId, at: "2018-01-01T09:00:00Z" }), 201);
    must(await owner().post("/v1/time/clock-out", { employeeId, at: "2018-01-04T09:00:00Z" }), 201);

    const file =
      "externalId,clockIn,clockOut\nlong,2018-01-03 18:00,2018-01-03 20:00\nlong,2018-01-05 09:00,2018-01-05 10:00\n";
    const { report, errors } = await importFiles(owner(), {}, { punches: file });

    expect(report).toMatchObject({ status: "succeeded", created: 1, failed: 1 });
    expect(errors).toMatchObject([{ row: 2, code: "time.session-overlaps" }]);
  });

  test("of all or nothing applies nothing when a row is refused", async () => {
    const file =
      "externalId,clockIn,clockOut\n1,2017-03-01 09:00,2017-03-01 17:30\n9,2017-03-01 09:00,2017-03-01 17:00\n";
    const { report } = await importFiles(owner(), { onError: "all-or-nothing" }, { punches: file });

    expect(report).toMatchObject({ status: "failed", failure: { code: "jobs.rows-refused" }, created: 0 });
    const { body } = await owner().get(`/v1/time/employees/${own.annId}/months/2017-03`);
    expect(body.workedMinutes).toBe(0);
  });

  test("without a needed column fails before any row", async () => {
    const { report } = await importFiles(
      owner(),
      {},
      { punches: "externalId,clockIn\n1,2017-03-01 09:00\n" },
    );

    expect(report).toMatchObject({
      status: "failed",
      failure: { code: "jobs.missing-column" },
      processed: 0,
    });
  });

  const sample = new URL("../../../shared/data/attendance/", import.meta.url);
  test.skipIf(!existsSync(sample))("in wide form takes a person's real year", async () => {
    const firstRows = (file: string): string =>
      readFileSync(new URL(file, sample), "utf8").split("\n").slice(0, 2).join("\n");
    const { report, errors } = await importFiles(
      owner(),
      { form: "wide", timeZone: "Asia/Kolkata" },
      { in: firstRows("in_time.csv"), out: firstRows("out_time.csv") },
    );

    expect(errors).toEqual([]);
    expect(report).toMatchObject({ status: "succeeded", created: 232, failed: 0 });
  });
});
