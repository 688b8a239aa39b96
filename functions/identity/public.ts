import { dynamoAccounts } from "#functions/identity/adapters/dynamo-accounts.ts";
import { dynamoMembers } from "#functions/identity/adapters/dynamo-members.ts";
import { scryptPasswords } from "#functions/identity/adapters/scrypt-passwords.ts";
import { reserveOwner } from "#functions/identity/operations/reserve-owner.ts";
import type { Stamp } from "#functions/kernel/stamp.ts";

/** Identity's part of a sign-up, to be joined to the tenant's own transaction. */
export const openOwnerReservations = (stamp: Stamp, scryptCost: number) => {
  const { env, clock, newId, documents, ownDocuments } = stamp;
  return reserveOwner({
    accounts: dynamoAccounts(ownDocuments, env.IDENTITY_TABLE),
    members: dynamoMembers(documents, env.TENANT_TABLE, clock),
    passwords: scryptPasswords(scryptCost),
    newId,
    clock,
  });
};

/** What a reservation put into the tenant, taken out again; the account follows by `tenants.tenant-released.v1`. */
export const openOwnerWithdrawals = ({ env, clock, documents }: Stamp) =>
  dynamoMembers(documents, env.TENANT_TABLE, clock).unfound;
