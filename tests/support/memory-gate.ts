import type { Actor } from "#functions/kernel/actor.ts";
import { cachedDoors, type Door } from "#functions/kernel/auth/door.ts";
import type { Member } from "#functions/kernel/auth/members.ts";
import { rightsFinder } from "#functions/kernel/auth/rights.ts";
import { tokenVerifier } from "#functions/kernel/auth/token-verifier.ts";
import { originsOf } from "#functions/kernel/http/cross-origin.ts";
import type { Gate } from "#functions/kernel/http/gate.ts";
import { type Bucket, limiter } from "#functions/kernel/limits/limiter.ts";
import { type Plan, planLimits } from "#functions/kernel/limits/plans.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";
import { idOf, idsInOrder } from "#tests/support/actors.ts";
import { claimsFor, keySetOf, signingKey, tokenOf } from "#tests/support/tokens.ts";

export const publicUrl = "https://tenure.test";

export const openDoor = (more: Partial<Door> = {}): Door => ({
  status: "active",
  plan: "standard",
  settingsHash: "h",
  timeZone: "UTC",
  locale: "en",
  flags: [],
  changed: new Map(),
  allChangedAt: 0,
  ...more,
});

interface Options {
  readonly clock?: Clock;
  readonly publicLimitPerMinute?: number;
  readonly firstAnswer?: Gate["firstAnswer"];
}

/** The real door over doubles: tenants and members in maps, counters in memory, what it tells in lists. */
export function memoryGate({
  clock = () => new Date(),
  publicLimitPerMinute = 60,
  ...options
}: Options = {}) {
  const key = signingKey("k1");
  const doors = new Map<string, Door>([[idOf("tnt", 1), openDoor()]]);
  const members = new Map<string, Member>();
  const counters = new Map<string, number>();
  const told: { lines: [string, Record<string, unknown>][]; alarms: string[]; witnessed: [string, Actor][] } =
    {
      lines: [],
      alarms: [],
      witnessed: [],
    };
  const reads = { door: 0, member: 0, keySet: 0, counter: 0 };
  const bucket = (name: string, id: string, quota: Bucket["quota"]): Bucket => ({
    name,
    key: id,
    quota,
    add: async (window, by) => {
      reads.counter += 1;
      const total = (counters.get(`${id}/${window}`) ?? 0) + by;
      counters.set(`${id}/${window}`, total);
      return total;
    },
  });
  const readDoor = async (tenantId: string) => {
    reads.door += 1;
    return doors.get(tenantId);
  };
  const readMember = async (tenantId: string, userId: string) => {
    reads.member += 1;
    return members.get(`${tenantId}/${userId}`);
  };
  const readKeySet = async () => {
    reads.keySet += 1;
    return keySetOf([key]);
  };
  const gate: Gate = {
    publicUrl,
    origins: originsOf(publicUrl, "https://partner.test"),
    clock,
    newId: idsInOrder(),
    asTenant: (_tenantId, work) => work(),
    verifyToken: tokenVerifier(publicUrl, readKeySet, clock),
    findRights: rightsFinder(cachedDoors(readDoor, clock), readMember),
    takeTicket: limiter({ clock, onFailure: () => told.alarms.push("LimitUnreachable") }),
    tenantBuckets: ({ tenantId, subject }, plan: Plan) => [
      bucket("user", `${tenantId}/${subject.id}`, planLimits[plan].person),
      bucket("tenant", tenantId, planLimits[plan].tenant),
    ],
    addressBucket: (address) =>
      bucket("address", address, { limit: publicLimitPerMinute, windowSeconds: 60 }),
    firstAnswer: options.firstAnswer ?? (async () => undefined),
    witness: async (actor, outcome) => {
      told.witnessed.push([outcome, actor]);
    },
    log: {
      info: (message, fields) => told.lines.push([message, fields]),
      error: (message, fields) => told.lines.push([message, fields]),
    },
    alarm: (metric) => told.alarms.push(metric),
  };
  const token = (claims: Parameters<typeof claimsFor>[0] = {}) =>
    tokenOf(key, claimsFor(claims), { issuer: publicUrl });
  return { gate, key, token, doors, members, counters, told, reads };
}
