import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import { getAll } from "#functions/kernel/dynamodb/get-all.ts";
import { asId } from "#functions/kernel/ids.ts";
import { timeClockEntity } from "#functions/time/adapters/time-clock-entity.ts";
import type { TimeClock } from "#functions/time/domain/time-clock.ts";
import type { TimeClocks } from "#functions/time/ports.ts";

const moved = {
  kind: "unavailable",
  code: "time.clock-moved",
  message: "The person's clock was pressed at the same time; try again",
  retryAfterSeconds: 1,
} as const;

export const dynamoTimeClocks = (client: DynamoDBDocumentClient, table: string): TimeClocks => {
  const entity = timeClockEntity(client, table);
  return {
    find: async (tenantId, employeeId) => {
      const { data } = await entity.get({ tenantId, employeeId }).go({ consistent: true });
      return clockOf(employeeId, data);
    },
    findAll: async (tenantId, employeeIds) => {
      const keys = employeeIds.map((employeeId) => ({ tenantId, employeeId }));
      const items = await getAll(keys, (some) => entity.get(some).go({ consistent: true }));
      const found = new Map(items.map((item) => [item.employeeId, item]));
      return employeeIds.map((employeeId) => clockOf(employeeId, found.get(employeeId)));
    },
    advance: (tenantId, { session, ...clock }) => {
      const item = {
        tenantId,
        ...clock,
        ...(session && { session: { ...session, breaks: [...session.breaks] } }),
      };
      return changeOf(
        {
          Put: entity
            .put(item)
            .where(({ version }, { eq, notExists }) =>
              clock.version === 1 ? notExists(version) : eq(version, clock.version - 1),
            )
            .params(),
        },
        moved,
      );
    },
  };
};

type Stored = NonNullable<
  Awaited<ReturnType<ReturnType<ReturnType<typeof timeClockEntity>["get"]>["go"]>>["data"]
>;

function clockOf(employeeId: string, item: Stored | null | undefined): TimeClock {
  const { session, lastPunchAt, version = 0 } = item ?? {};
  return {
    employeeId: asId("emp", employeeId),
    lastPunchAt,
    version,
    ...(session && { session: { ...session, id: asId("wrk", session.id) } }),
  };
}
