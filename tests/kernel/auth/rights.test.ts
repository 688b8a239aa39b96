import { expect, test } from "vitest";
import { cachedDoors, type Door } from "#functions/kernel/auth/door.ts";
import type { Member } from "#functions/kernel/auth/members.ts";
import { rightsFinder } from "#functions/kernel/auth/rights.ts";
import { idOf } from "#tests/support/actors.ts";
import { openDoor } from "#tests/support/memory-gate.ts";
import { claimsFor } from "#tests/support/tokens.ts";

const claims = claimsFor({ iat: 1_000, exp: 1_600, role: "admin", emp: idOf("emp", 1) });
const member = (more: Partial<Member> = {}): Member => ({
  userId: claims.sub,
  role: "employee",
  status: "active",
  version: 2,
  endedSessions: [],
  ...more,
});

function start(door: Door | undefined, found: Member | undefined = member()) {
  const world = { door, found: found as Member | undefined, doors: 0, members: 0, now: 1_010_000 };
  const clock = () => new Date(world.now);
  const readDoor = async () => {
    world.doors += 1;
    return world.door;
  };
  const readMember = async () => {
    world.members += 1;
    return world.found;
  };
  return { world, rights: rightsFinder(cachedDoors(readDoor, clock), readMember) };
}

test("as long as nothing changed, the token speaks, and a warm request reads nothing", async () => {
  const { world, rights } = start(openDoor({ plan: "enterprise" }));
  for (let i = 0; i < 5; i += 1)
    expect(await rights(claims, false)).toEqual({
      plan: "enterprise",
      role: "admin",
      employeeId: claims.emp,
    });
  expect([world.doors, world.members]).toEqual([1, 0]);
  world.now += 30_000;
  await rights(claims, false);
  expect(world.doors).toBe(2);
});

test.each([
  ["their subject", { changed: new Map([[claims.sub, 1_000]]) }],
  ["their session", { changed: new Map([[claims.sid, 1_200]]) }],
  ["a moment before, by another clock", { changed: new Map([[claims.sub, 996]]) }],
  ["more than is listed", { allChangedAt: 1_500 }],
])("a mark on %s has the member read again", async (_case, marks) => {
  const { world, rights } = start(openDoor(marks));
  expect(await rights(claims, false)).toEqual({ plan: "standard", role: "employee" });
  expect(world.members).toBe(1);
});

test.each([
  ["of somebody else", { changed: new Map([[idOf("usr", 2), 1_200]]) }],
  ["older than the token", { changed: new Map([[claims.sub, 994]]), allChangedAt: 994 }],
])("a mark %s does not", async (_case, marks) => {
  const { world, rights } = start(openDoor(marks));
  expect((await rights(claims, false)).role).toBe("admin");
  expect(world.members).toBe(0);
});

test.each([
  ["a member who is suspended", member({ status: "suspended" })],
  ["a member who was removed", member({ status: "removed" })],
  ["a session that has ended", member({ endedSessions: [claims.sid] })],
  ["nobody", undefined],
])("%s is let in no longer", async (_case, found) => {
  const { world, rights } = start(openDoor({ changed: new Map([[claims.sub, 1_200]]) }));
  world.found = found;
  await expect(rights(claims, false)).rejects.toMatchObject({ code: "auth.invalid-token" });
  await expect(rights(claims, true)).rejects.toMatchObject({ code: "auth.invalid-token" });
});

test("a sensitive operation asks for what is true now", async () => {
  const { world, rights } = start(openDoor());
  await rights(claims, false);
  world.door = openDoor({ status: "suspended" });
  expect((await rights(claims, false)).role).toBe("admin");
  await expect(rights(claims, true)).rejects.toMatchObject({ code: "tenants.suspended" });
  // What was learned counts for all that follows.
  await expect(rights(claims, false)).rejects.toMatchObject({ code: "tenants.suspended" });
  world.door = openDoor();
  expect(await rights(claims, true)).toEqual({ plan: "standard", role: "employee" });
});

test.each([
  ["pending-verification", "tenants.pending-verification"],
  ["suspended", "tenants.suspended"],
  ["closing", "tenants.closed"],
  ["closed", "tenants.closed"],
] as const)("a tenant that is %s is shut", async (status, code) => {
  await expect(start(openDoor({ status })).rights(claims, false)).rejects.toMatchObject({
    kind: "forbidden",
    code,
  });
});

test("without a door there is no tenant", async () => {
  await expect(start(undefined).rights(claims, false)).rejects.toMatchObject({ code: "auth.invalid-token" });
});
