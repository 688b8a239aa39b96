import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { EntityItem } from "electrodb";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import { asId } from "#functions/kernel/ids.ts";
import { sessionEntity } from "#functions/time/adapters/session-entity.ts";
import type { ClosedSession } from "#functions/time/domain/punch.ts";
import type { Sessions } from "#functions/time/ports.ts";

const taken = {
  kind: "conflict",
  code: "time.session-overlaps",
  message: "A session that begins then was recorded before",
} as const;

export const dynamoSessions = (client: DynamoDBDocumentClient, table: string): Sessions => {
  const entity = sessionEntity(client, table);
  const startedBetween: Sessions["startedBetween"] = async (tenantId, employeeId, from, to) => {
    const { data } = await entity.query
      .ofEmployee({ tenantId, employeeId })
      .between({ startedAt: from }, { startedAt: to })
      .go({ pages: "all", consistent: true });
    return data.filter(({ startedAt }) => startedAt < to).map(sessionOf);
  };
  const lastBefore = async (tenantId: string, employeeId: string, from: string) => {
    const { data } = await entity.query
      .ofEmployee({ tenantId, employeeId })
      .lt({ startedAt: from })
      .go({ order: "desc", limit: 1, consistent: true });
    return data.map(sessionOf);
  };
  return {
    add: (tenantId, employeeId, session) =>
      changeOf(
        { Put: entity.create({ tenantId, employeeId, ...session, breaks: [...session.breaks] }).params() },
        taken,
      ),
    remove: (tenantId, employeeId, startedAt) =>
      changeOf({ Delete: entity.delete({ tenantId, employeeId, startedAt }).params() }),
    startedBetween,
    overlapping: async (tenantId, employeeId, from, to) => {
      // Sessions do not overlap each other, so of all that began before, the last alone can reach so far.
      const [before, begun] = await Promise.all([
        lastBefore(tenantId, employeeId, from),
        startedBetween(tenantId, employeeId, from, to),
      ]);
      return [...before.filter(({ endedAt }) => endedAt > from), ...begun];
    },
  };
};

type Stored = EntityItem<ReturnType<typeof sessionEntity>>;

const sessionOf = ({ tenantId: _t, employeeId: _e, ...session }: Stored): ClosedSession => ({
  ...session,
  id: asId("wrk", session.id),
});
