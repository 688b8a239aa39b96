import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { fromUUID } from "typeid-js";
import { page } from "#functions/kernel/dynamodb/cursor.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";
import { deliveryEntity } from "#functions/webhooks/adapters/delivery-entity.ts";
import { isFailedCondition } from "#functions/webhooks/adapters/failed-condition.ts";
import type { Deliveries, EventDelivery, Span } from "#functions/webhooks/ports.ts";

// An event's id is minted a moment before or after its time is taken.
const slackMs = 60_000;

/** The lowest id that could have been made then: a UUIDv7 begins with 48 bits of milliseconds (RFC 9562 §5.7). */
function lowestId(milliseconds: number): string {
  const time = Math.max(0, milliseconds).toString(16).padStart(12, "0");
  return fromUUID(`${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`, "dlv");
}

export function dynamoDeliveries(client: DynamoDBDocumentClient, table: string, clock: Clock): Deliveries {
  const entity = deliveryEntity(client, table);
  // The table forgets late.
  const isKept = ({ expiresAt }: { readonly expiresAt: number }) => expiresAt * 1000 > clock().getTime();
  const keyOf = ({ tenantId, endpointId, id }: EventDelivery) => ({ tenantId, endpointId, id });
  return {
    add: async (delivery) => {
      await entity.create(delivery).go().catch(falseIfConditionFailed);
    },
    find: async (tenantId, endpointId, id) => {
      const { data } = await entity.get({ tenantId, endpointId, id }).go({ consistent: true });
      return data && isKept(data) ? data : undefined;
    },
    list: async (tenantId, endpointId, request) => {
      const { items, nextCursor } = await page(tenantId, request, (options) =>
        entity.query.byEndpoint({ tenantId, endpointId }).go({ ...options, order: "desc" }),
      );
      return { items: items.filter(isKept), nextCursor };
    },
    between: (tenantId, endpointId, span) => between(entity, { tenantId, endpointId }, span),
    settle: (delivery, turn) =>
      entity
        .put(delivery)
        .where((item, { eq }) => eq(item.turn, turn))
        .go()
        .then(() => true, falseIfConditionFailed),
    reopen: (delivery, replay) =>
      entity
        .patch(keyOf(delivery))
        .set({ status: "pending", round: delivery.turn, replay })
        .remove(["nextAttemptAt"])
        .where((item, { eq, ne }) => `${eq(item.turn, delivery.turn)} AND ${ne(item.status, "pending")}`)
        .go()
        .then(() => true, falseIfConditionFailed),
  };
}

async function* between(
  entity: ReturnType<typeof deliveryEntity>,
  key: { readonly tenantId: string; readonly endpointId: string },
  { since, until }: Span,
): AsyncGenerator<EventDelivery> {
  const lowest = lowestId(since.getTime() - slackMs);
  const highest = lowestId(until.getTime() + slackMs);
  let cursor: string | null = null;
  do {
    const found: { readonly data: readonly EventDelivery[]; readonly cursor: string | null } =
      await entity.query
        .byEndpoint(key)
        .between({ id: lowest }, { id: highest })
        .go({ cursor, consistent: true });
    yield* found.data.filter(({ event }) => isWithin(new Date(event.time), { since, until }));
    cursor = found.cursor;
  } while (cursor !== null);
}

const isWithin = (time: Date, { since, until }: Span): boolean => time >= since && time <= until;

function falseIfConditionFailed(error: unknown): false {
  if (isFailedCondition(error)) return false;
  throw error;
}
