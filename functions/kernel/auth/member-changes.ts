import { type MemberFields, memberKey } from "#functions/kernel/auth/members.ts";
import type { Change } from "#functions/kernel/commit.ts";
import { assigning } from "#functions/kernel/dynamodb/assigning.ts";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import { tenantPrefix } from "#functions/kernel/dynamodb/keys.ts";

/** Writes to members, as parts of a commit to the tenant table. */
export const memberChanges = (table: string) => ({
  /** Makes a user a member, at version 1; refused when they are or were one already. Members are listed by `gsi1`. */
  addMember: (tenantId: string, member: Omit<MemberFields, "version">, refusal?: Change["refusal"]): Change =>
    changeOf(
      {
        Put: {
          TableName: table,
          Item: {
            ...memberKey(tenantId, member.userId),
            gsi1pk: `${tenantPrefix(tenantId)}kernel.members`,
            gsi1sk: member.userId,
            ...member,
            version: 1,
          },
          ConditionExpression: "attribute_not_exists(pk)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      },
      refusal,
    ),

  /** Changes a member as they were read; refused when somebody else was faster. Mark the user in the same commit. */
  updateMember: (
    tenantId: string,
    { userId, version }: Pick<MemberFields, "userId" | "version">,
    fields: Partial<Pick<MemberFields, "role" | "employeeId" | "status">>,
    refusal: Change["refusal"],
  ): Change => {
    const update = assigning({ ...fields, version: version + 1 });
    return changeOf(
      {
        Update: {
          ...update,
          TableName: table,
          Key: memberKey(tenantId, userId),
          ConditionExpression: "#version = :version",
          ExpressionAttributeNames: { ...update.ExpressionAttributeNames, "#version": "version" },
          ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ":version": version },
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      },
      refusal,
    );
  },
});
