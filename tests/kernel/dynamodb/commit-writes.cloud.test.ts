import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import { fact } from "#events/envelope.ts";
import { departmentCreatedV1 } from "#events/people/department-created.v1.ts";
import type { Actor } from "#functions/kernel/actor.ts";
import type { Change } from "#functions/kernel/commit.ts";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import { commitWrites } from "#functions/kernel/dynamodb/commit-writes.ts";
import { tenantPrefix } from "#functions/kernel/dynamodb/keys.ts";
import { AppError } from "#functions/kernel/errors/app-error.ts";
import { newTypeId } from "#functions/kernel/ids.ts";
import type { Stamp } from "#functions/kernel/stamp.ts";
import { functionStamp } from "#tests/kernel/dynamodb/function-stamp.ts";
import { stampTables } from "#tests/tenants/stamp-tables.ts";

const tenantId = newTypeId("tnt");
const pk = (thing: string) => `${tenantPrefix(tenantId)}test.thing#${thing}`;
const keyOf = (thing: string) => ({ pk: pk(thing), sk: "thing" });

let stamp: Stamp;
let TableName: string;

beforeAll(() => {
  stamp = functionStamp("/People/Api/");
  TableName = stamp.env.TENANT_TABLE;
});

const actor = (key: string, hash = "hash"): Actor => ({
  requestId: "req-1",
  address: "192.0.2.1",
  command: { operation: "test", key, hash },
  tenantId,
  subject: { kind: "user", id: "usr_1" },
  role: "owner",
  grants: {},
});

const put = (thing: string, more: object = {}, refusal?: Change["refusal"]): Change =>
  changeOf(
    {
      Put: {
        TableName,
        Item: { ...keyOf(thing), ...more },
        ConditionExpression: "attribute_not_exists(pk)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    },
    refusal,
  );

const add = (thing: string): Change =>
  changeOf({
    Update: {
      TableName,
      Key: keyOf(thing),
      UpdateExpression: "ADD n :one",
      ExpressionAttributeValues: { ":one": 1 },
    },
  });

const commit = <Answer>(by: Actor, changes: readonly Change[], answer: Answer, personalAnswer = false) =>
  stamp.asTenant(tenantId, () => stamp.commit(by, { changes, events: [], answer, personalAnswer }));

const read = (thing: string) =>
  stamp.asTenant(tenantId, async () => {
    const got = await stamp.documents.send(
      new GetCommand({ TableName, Key: keyOf(thing), ConsistentRead: true }),
    );
    return got.Item;
  });

const recordOf = async (key: string) => {
  const { itemsAt, tenants } = await stampTables();
  const [record, ...more] = await itemsAt(tenants, `${tenantPrefix(tenantId)}kernel.cmd#usr_1#${key}`);
  expect(more).toEqual([]);
  return record;
};

describe("a commit", () => {
  test("writes its changes, and beside them who did what", async () => {
    const told = fact(departmentCreatedV1, { sequence: 1, data: { departmentId: "dep_1", name: "Sales" } });
    const answer = await stamp.asTenant(tenantId, () =>
      stamp.commit(actor("first"), { changes: [put("a"), put("b")], events: [told], answer: { ok: 1 } }),
    );

    expect(answer).toEqual({ ok: 1 });
    expect([await read("a"), await read("b")]).toEqual([keyOf("a"), keyOf("b")]);
    expect(await recordOf("first")).toMatchObject({
      tenantId,
      operation: "test",
      outcome: "committed",
      actor: { kind: "user", id: "usr_1" },
      events: [{ type: "people.department-created.v1", tenantId, sequence: 1, requestId: "req-1" }],
    });
  });

  test("is refused as the change says whose condition fails, and leaves nothing", async () => {
    await commit(actor("taken"), [put("taken", { by: "first" })], {});
    const refusal: Change["refusal"] = (found) => ({
      kind: "conflict",
      code: "test.taken",
      message: `Taken by ${found?.["by"]}`,
    });
    const second = commit(actor("second"), [put("free"), put("taken", {}, refusal)], {});

    await expect(second).rejects.toMatchObject({ code: "test.taken", message: "Taken by first" });
    expect(await read("free")).toBeUndefined();
    expect(await recordOf("second")).toBeUndefined();
    expect(await commit(actor("second"), [put("free")], { again: true })).toEqual({ again: true });
  });

  test("of a hundred changes is none", async () => {
    const changes = Array.from({ length: 100 }, (_, at) => put(`many-${at}`));

    await expect(commit(actor("many"), changes, {})).rejects.toThrow("at most 99");
    expect(await commit(actor("many"), changes.slice(1), { count: 99 })).toEqual({ count: 99 });
  });
});

describe("a command that comes again", () => {
  test("changes nothing and gives its first answer, whatever it would find now", async () => {
    await commit(actor("again"), [add("counter"), put("once")], { first: true });
    const second = await commit(actor("again"), [add("counter"), put("once")], { first: false });

    expect(second).toEqual({ first: true });
    expect(await read("counter")).toMatchObject({ n: 1 });
  });

  test("at the same time, twenty times, is carried out once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => commit(actor("at-once"), [add("shared")], { at })),
    );

    expect(new Set(answers.map(({ at }) => at)).size).toBe(1);
    expect(await read("shared")).toMatchObject({ n: 1 });
  });

  test("with another input is refused", async () => {
    await commit(actor("reused"), [add("reused")], {});
    const other = commit(actor("reused", "another hash"), [add("reused")], {});

    await expect(other).rejects.toMatchObject({
      kind: "unprocessable",
      code: "request.idempotency-key-reused",
    });
    expect(await read("reused")).toMatchObject({ n: 1 });
  });

  test("of another caller is another command", async () => {
    const theirs = { ...actor("mine"), subject: { kind: "user" as const, id: "usr_2" } };
    await commit(actor("mine"), [add("both")], {});
    await commit(theirs, [add("both")], {});

    expect(await read("both")).toMatchObject({ n: 2 });
  });

  test("after its time is a new one, even when the table still holds the old", async () => {
    const eightDays = 8 * 24 * 3600 * 1000;
    const later = () => new Date(Date.now() + eightDays);
    const commitLater = commitWrites({ ...stamp, client: stamp.documents, table: TableName, clock: later });
    await commit(actor("old"), [add("old")], { first: true });
    const second = await stamp.asTenant(tenantId, () =>
      commitLater(actor("old"), { changes: [add("old")], events: [], answer: { first: false } }),
    );

    expect(second).toEqual({ first: false });
    expect(await read("old")).toMatchObject({ n: 2 });
  });

  test("finds an answer with personal fields, which lies encrypted", async () => {
    const answer = { name: "Ada Lovelace" };
    await commit(actor("personal"), [], answer, true);

    expect(JSON.stringify(await recordOf("personal"))).not.toContain("Lovelace");
    expect(await commit(actor("personal"), [], { name: "Somebody" }, true)).toEqual(answer);
  });
});

test("of commits that get into each other's way, each is carried out or told to come again", async () => {
  const tryOnce = (at: number) =>
    commit(actor(`rival-${at}`), [add("hot")], {}).then(
      () => "done",
      (error: unknown) => (error instanceof AppError ? error.code : String(error)),
    );
  const rivals = Array.from({ length: 30 }, (_, at) => at);
  const ends = await Promise.all(rivals.map(tryOnce));

  const done = ends.filter((end) => end === "done").length;
  expect(await read("hot")).toMatchObject({ n: done });
  expect(ends.filter((end) => end !== "done" && end !== "kernel.busy")).toEqual([]);
  // One at a time nobody is in the way, and what was done already is not done again.
  for (const at of rivals) expect(await tryOnce(at)).toBe("done");
  expect(await read("hot")).toMatchObject({ n: rivals.length });
});

test("outside of a tenant nothing is committed, and for another tenant neither", async () => {
  const change = { changes: [add("nowhere")], events: [], answer: {} };
  const other = newTypeId("tnt");

  await expect(stamp.commit(actor("outside"), change)).rejects.toThrow("No tenant");
  await expect(stamp.asTenant(other, () => stamp.commit(actor("other"), change))).rejects.toThrow(
    "reaches beyond tenant",
  );
  const everything = new QueryCommand({
    TableName,
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": pk("hot") },
  });
  await expect(stamp.asTenant(other, () => stamp.documents.send(everything))).rejects.toThrow(
    "reaches beyond tenant",
  );
});
