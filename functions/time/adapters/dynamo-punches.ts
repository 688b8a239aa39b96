import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import { page } from "#functions/kernel/dynamodb/cursor.ts";
import { asId } from "#functions/kernel/ids.ts";
import { punchEntity } from "#functions/time/adapters/punch-entity.ts";
import type { Punches } from "#functions/time/ports.ts";

const taken = {
  kind: "conflict",
  code: "time.out-of-order",
  message: "This punch was recorded before",
} as const;

// Instants order as text; these lie before and after all of them.
const first = "0";
const last = "9999";

export const dynamoPunches = (client: DynamoDBDocumentClient, table: string): Punches => {
  const entity = punchEntity(client, table);
  return {
    add: (tenantId, punch) => changeOf({ Put: entity.create({ tenantId, ...punch }).params() }, taken),
    remove: (tenantId, { employeeId, at, kind }) =>
      changeOf({ Delete: entity.delete({ tenantId, employeeId, at, kind }).params() }),
    list: async (tenantId, { employeeId, from = first, to = last }, request) => {
      const found = await page(tenantId, request, (options) =>
        entity.query
          .ofEmployee({ tenantId, employeeId })
          .between({ at: from }, { at: before(to) })
          .go({ ...options, consistent: true }),
      );
      return {
        ...found,
        items: found.items.map(({ tenantId: _, ...punch }) => ({
          ...punch,
          id: asId("pun", punch.id),
          employeeId: asId("emp", punch.employeeId),
          sessionId: asId("wrk", punch.sessionId),
        })),
      };
    },
  };
};

// `between` includes its end: the last instant that is earlier.
const before = (to: string): string => (to === last ? last : new Date(Date.parse(to) - 1).toISOString());
