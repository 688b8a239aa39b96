import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { exportEntity } from "#functions/audit/adapters/export-entity.ts";
import type { Exports } from "#functions/audit/ports.ts";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

export function dynamoExports(client: DynamoDBDocumentClient, table: string, clock: Clock): Exports {
  const entity = exportEntity(client, table);
  return {
    add: (job) => changeOf({ Put: entity.create(job).params() }),
    find: async (tenantId, id) => {
      const { data } = await entity.get({ tenantId, id }).go({ consistent: true });
      // The table forgets late.
      return data && data.expiresAt * 1000 > clock().getTime() ? data : undefined;
    },
    save: async (job) => {
      await entity
        .put(job)
        .where(({ version }, { eq }) => eq(version, job.version - 1))
        .go();
    },
    complete: (job) =>
      changeOf({
        Put: entity
          .put(job)
          .where(({ version }, { eq }) => eq(version, job.version - 1))
          .params(),
      }),
  };
}
