import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import type { Refusal } from "#functions/kernel/errors/app-error.ts";
import { structureEntity } from "#functions/people/adapters/structure-entity.ts";
import type { Structure } from "#functions/people/ports.ts";

const moved: Refusal = {
  kind: "unavailable",
  code: "people.structure-moved",
  message: "Somebody else was moved at the same time; try again",
  retryAfterSeconds: 1,
};

export function dynamoStructure(client: DynamoDBDocumentClient, table: string): Structure {
  const entity = structureEntity(client, table);
  return {
    version: async (tenantId) => {
      const { data } = await entity.get({ tenantId }).go({ consistent: true });
      return data?.version ?? 0;
    },
    move: (tenantId, before) =>
      changeOf(
        {
          Put: entity
            .put({ tenantId, version: before + 1 })
            .where(({ version }, { eq, notExists }) =>
              before === 0 ? notExists(version) : eq(version, before),
            )
            .params(),
        },
        moved,
      ),
  };
}
