import { type DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { LRUCache } from "lru-cache";
import * as z from "zod";
import { tenantPrefix } from "#functions/kernel/dynamodb/keys.ts";
import { plans } from "#functions/kernel/limits/plans.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

const tenantStatuses = ["pending-verification", "trial", "active", "suspended", "closing", "closed"] as const;

export type TenantStatus = (typeof tenantStatuses)[number];

/** What each request must know of its tenant before anything is done for it. */
export const doorFields = z.object({
  status: z.enum(tenantStatuses),
  plan: z.enum(plans),
  /** Changes whenever the tenant's settings do: what is derived from them can be kept under it. */
  settingsHash: z.string(),
  timeZone: z.string(),
  locale: z.string(),
  /** Features switched on for this tenant. */
  flags: z.array(z.string()),
});

export type DoorFields = z.infer<typeof doorFields>;

/** The door item together with the marks beside it. */
export interface Door extends DoorFields {
  /** Subjects and sessions whose rights changed lately: when, in seconds since the epoch. */
  readonly changed: ReadonlyMap<string, number>;
  /** More have changed than are listed: whoever's token is not newer than this may be among them. */
  readonly allChangedAt: number;
}

/** Marks are kept longer than a token lives, clocks that differ included. */
export const markSeconds = 15 * 60;

const mostMarks = 500;
const keptSeconds = 30;
const mostTenants = 1000;

export const doorKey = (tenantId: string) => ({ pk: `${tenantPrefix(tenantId)}kernel.door`, sk: "door" });

/** A mark stands beside the door, so that writing one touches nothing else. Sorts by time, and before `door`. */
export const markKey = (tenantId: string, id: string, atSeconds: number) => ({
  pk: doorKey(tenantId).pk,
  sk: `changed#${String(atSeconds).padStart(10, "0")}#${id}`,
});

const mark = z.object({ sk: z.templateLiteral(["changed#", z.string()]), id: z.string(), at: z.int() });

/** Reads a tenant's door and its marks by one query; `undefined` when there is no such tenant. */
export const readDoor =
  (documents: DynamoDBDocumentClient, table: string, clock: Clock) =>
  async (tenantId: string): Promise<Door | undefined> => {
    const { pk, sk } = doorKey(tenantId);
    const since = Math.floor(clock().getTime() / 1000) - markSeconds;
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "pk = :pk AND sk BETWEEN :since AND :door",
        ExpressionAttributeValues: { ":pk": pk, ":since": markKey(tenantId, "", since).sk, ":door": sk },
        // The door itself comes first, then the latest marks.
        ScanIndexForward: false,
        Limit: 1 + mostMarks,
        ConsistentRead: true,
      }),
    );
    return doorOf(Items);
  };

function doorOf(items: readonly unknown[]): Door | undefined {
  const [first, ...rest] = items;
  const fields = doorFields.safeParse(first).data;
  if (!fields) return undefined;
  const marks = rest.map((item) => mark.parse(item));
  return {
    ...fields,
    // Oldest first, so that of several marks the latest stays.
    changed: new Map(marks.reverse().map(({ id, at }) => [id, at])),
    allChangedAt: marks.length === mostMarks ? (marks[0]?.at ?? 0) : 0,
  };
}

/** Gives a tenant's door as it was at most 30 seconds ago, or, when asked for `fresh`, as it is now. */
export type FindDoor = (tenantId: string, fresh: boolean) => Promise<Door | undefined>;

export function cachedDoors(read: ReturnType<typeof readDoor>, clock: Clock): FindDoor {
  const known = new LRUCache<string, { readonly door: Door; readonly until: number }>({ max: mostTenants });
  return async (tenantId, fresh) => {
    const now = clock().getTime();
    const cached = fresh ? undefined : known.get(tenantId);
    if (cached && cached.until > now) return cached.door;
    const door = await read(tenantId);
    if (door) known.set(tenantId, { door, until: now + keptSeconds * 1000 });
    else known.delete(tenantId);
    return door;
  };
}
