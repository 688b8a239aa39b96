import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import { asId } from "#functions/kernel/ids.ts";
import { sessionEntity } from "#functions/time/adapters/session-entity.ts";
import type { Sessions } from "#functions/time/ports.ts";

const taken = {
  kind: "conflict",
  code: "time.session-overlaps",
  message: "A session that begins then was recorded before",
} as const;

export const dynamoSessions = (client: DynamoDBDocumentClient, table: string): Sessions => {
  const entity = sessionEntity(client, table);
  return {
    add: (tenantId, employeeId, session) =>
      changeOf(
        { Put: entity.create({ tenantId, employeeId, ...session, breaks: [...session.breaks] }).params() },
        taken,
      ),
    remove: (tenantId, employeeId, startedAt) =>
      changeOf({ Delete: entity.delete({ tenantId, employeeId, startedAt }).params() }),
    startedBetween: async (tenantId, employeeId, from, to) => {
      const { data } = await entity.query
        .ofEmployee({ tenantId, employeeId })
        .between({ startedAt: from }, { startedAt: to })
        .go({ pages: "all", consistent: true });
      return data
        .filter(({ startedAt }) => startedAt < to)
        .map(({ tenantId: _t, employeeId: _e, ...session }) => ({ ...session, id: asId("wrk", session.id) }));
    },
  };
};
