import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type DoorFields, readDoor } from "#functions/kernel/auth/door.ts";
import { doorChanges } from "#functions/kernel/auth/door-changes.ts";
import { memberChanges } from "#functions/kernel/auth/member-changes.ts";
import { readMember } from "#functions/kernel/auth/members.ts";
import { endSessions } from "#functions/kernel/auth/session-changes.ts";
import { idOf } from "#tests/support/actors.ts";
import { engineStamp } from "#tests/support/engine-stamp.ts";

const tenant = idOf("tnt", 1);
const user = idOf("usr", 1);
const session = idOf("ses", 1);
const start = new Date("2026-11-20T09:00:00Z");
const startSeconds = start.getTime() / 1000;
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000);
let now = start;

let world: Awaited<ReturnType<typeof engineStamp>>;
beforeAll(async () => {
  world = await engineStamp(() => now);
});
afterAll(() => world.stop());
beforeEach(() => {
  now = start;
});

const fields: DoorFields = {
  status: "active",
  plan: "standard",
  settingsHash: "h1",
  timeZone: "Europe/Berlin",
  locale: "de-DE",
  flags: ["beta"],
};
const find = () => readDoor(world.stamp.documents, world.TENANT_TABLE, () => now)(tenant);
const door = () => doorChanges(world.TENANT_TABLE);

test("a door is opened once, changes in part, and shows what was marked in the last fifteen minutes", async () => {
  expect(await find()).toBeUndefined();
  // Marks alone make no door.
  await world.apply(door().markChanged(tenant, [idOf("usr", 9)], later(-1000)));
  expect(await find()).toBeUndefined();
  await world.apply([door().addDoor(tenant, fields)]);
  await expect(world.apply([door().addDoor(tenant, fields)])).rejects.toThrow("ConditionalCheckFailed");
  await world.apply([door().updateDoor(tenant, { plan: "enterprise", settingsHash: "h2" })]);
  expect(await find()).toEqual({
    ...fields,
    plan: "enterprise",
    settingsHash: "h2",
    changed: new Map(),
    allChangedAt: 0,
  });

  await world.apply(door().markChanged(tenant, [user, session], start));
  await world.apply(door().markChanged(tenant, [user], later(60)));
  now = later(60);
  expect((await find())?.changed).toEqual(
    new Map([
      [user, startSeconds + 60],
      [session, startSeconds],
    ]),
  );
  now = later(901);
  expect((await find())?.changed).toEqual(new Map([[user, startSeconds + 60]]));
});

test("nobody's door can be changed that was not opened", async () => {
  const other = doorChanges(world.TENANT_TABLE).updateDoor(idOf("tnt", 2), { status: "closed" });
  await expect(world.apply([other])).rejects.toThrow("reaches beyond tenant");
});

test("a member is made once, changes by version, and shows which of their sessions ended", async () => {
  const { addMember, updateMember } = memberChanges(world.TENANT_TABLE);
  const read = () => readMember(world.stamp.documents, world.TENANT_TABLE)(tenant, user);
  const refusal = { kind: "conflict", code: "identity.overtaken", message: "…" } as const;
  expect(await read()).toBeUndefined();
  const member = { userId: user, role: "employee", employeeId: idOf("emp", 1), status: "active" } as const;
  await world.apply([addMember(tenant, member)]);
  await expect(world.apply([addMember(tenant, member)])).rejects.toThrow("ConditionalCheckFailed");
  expect(await read()).toEqual({ ...member, version: 1, endedSessions: [] });

  const promote = updateMember(
    tenant,
    { userId: user, version: 1 },
    { role: "admin", employeeId: undefined },
    refusal,
  );
  await world.apply([promote]);
  await expect(world.apply([promote])).rejects.toThrow("ConditionalCheckFailed");
  await world.apply(endSessions(world.TENANT_TABLE)(tenant, user, [session, idOf("ses", 2)], start));
  expect(await read()).toEqual({
    userId: user,
    role: "admin",
    status: "active",
    version: 2,
    endedSessions: [idOf("ses", 2), session],
  });
  expect((await find())?.changed.get(session)).toBe(startSeconds);
});

test("when more have changed than are listed, all older tokens are suspect", async () => {
  now = later(4600);
  const marks = Array.from({ length: 500 }, (_, i) =>
    door().markChanged(tenant, [idOf("usr", 1000 + i)], later(4000 + i)),
  ).flat();
  for (let i = 0; i < marks.length; i += 100) await world.apply(marks.slice(i, i + 100));
  const full = await find();
  expect(full?.changed.size).toBe(500);
  expect(full?.allChangedAt).toBe(startSeconds + 4000);
  expect(full?.status).toBe("active");
});
