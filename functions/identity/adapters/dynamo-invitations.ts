import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { invitationEntity } from "#functions/identity/adapters/invitation-entity.ts";
import { digest } from "#functions/identity/adapters/node-secrets.ts";
import type { Invitation } from "#functions/identity/domain/invitation.ts";
import { roles } from "#functions/identity/domain/roles.ts";
import type { Invitations } from "#functions/identity/ports.ts";
import type { Change } from "#functions/kernel/commit.ts";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import { page } from "#functions/kernel/dynamodb/cursor.ts";
import { tenantPrefix } from "#functions/kernel/dynamodb/keys.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

const gone = {
  kind: "gone",
  code: "identity.invitation-gone",
  message: "This invitation has expired, was used or was taken back",
} as const;

const invited = {
  kind: "conflict",
  code: "identity.already-invited",
  message: "This person has been invited already; take that invitation back first",
} as const;

const stored = z.object({
  tenantId: z.templateLiteral(["tnt_", z.string()]),
  invitationId: z.templateLiteral(["inv_", z.string()]),
  email: z.string(),
  role: z.enum(roles),
  employeeId: z.templateLiteral(["emp_", z.string()]).optional(),
  status: z.enum(["pending", "accepted", "revoked"]),
  invitedBy: z.string(),
  acceptedBy: z.templateLiteral(["usr_", z.string()]).optional(),
  createdAt: z.string(),
  validUntil: z.int(),
  version: z.int(),
});

function read(item: unknown): Invitation {
  const { validUntil, ...invitation } = stored.parse(item);
  return { ...invitation, expiresAt: validUntil };
}

const write = ({ expiresAt, ...invitation }: Invitation) => ({ ...invitation, validUntil: expiresAt });

export function dynamoInvitations(client: DynamoDBDocumentClient, table: string, clock: Clock): Invitations {
  const entity = invitationEntity(client, table);
  const marker = openMarker(table, clock);
  return {
    find: async (tenantId, invitationId) => {
      const { data } = await entity.get({ tenantId, invitationId }).go({ consistent: true });
      return data ? read(data) : undefined;
    },
    list: async (tenantId, request) => {
      const found = await page(tenantId, request, (options) =>
        entity.query.byId({ tenantId }).go({ ...options, order: "desc" }),
      );
      return { ...found, items: found.items.map(read) };
    },
    add: (invitation) => [
      changeOf({ Put: entity.create(write(invitation)).params() }),
      marker.set(invitation),
    ],
    settle: (invitation) => [
      changeOf(
        {
          Put: entity
            .put(write(invitation))
            .where(({ version }, { eq }) => eq(version, invitation.version - 1))
            .params(),
        },
        gone,
      ),
      marker.clear(invitation),
    ],
  };
}

/** Keeps one address from being invited twice at the same time. */
const openMarker = (table: string, clock: Clock) => {
  const keyOf = ({ tenantId, email }: Invitation) => ({
    pk: `${tenantPrefix(tenantId)}identity.invited#${digest(email)}`,
    sk: "invited",
  });
  return {
    set: (invitation: Invitation): Change =>
      changeOf(
        {
          Put: {
            TableName: table,
            Item: { ...keyOf(invitation), expiresAt: invitation.expiresAt },
            ConditionExpression: "attribute_not_exists(pk) OR expiresAt <= :now",
            ExpressionAttributeValues: { ":now": Math.floor(clock().getTime() / 1000) },
          },
        },
        invited,
      ),
    clear: (invitation: Invitation): Change =>
      changeOf({ Delete: { TableName: table, Key: keyOf(invitation) } }),
  };
};
