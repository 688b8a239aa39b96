import { applyChanges } from "#functions/identity/adapters/apply-changes.ts";
import { dynamoAccounts } from "#functions/identity/adapters/dynamo-accounts.ts";
import { dynamoInvitations } from "#functions/identity/adapters/dynamo-invitations.ts";
import { dynamoMembers } from "#functions/identity/adapters/dynamo-members.ts";
import { dynamoProofs } from "#functions/identity/adapters/dynamo-proofs.ts";
import { dynamoSessions } from "#functions/identity/adapters/dynamo-sessions.ts";
import { nodeSecrets } from "#functions/identity/adapters/node-secrets.ts";
import { peopleWorkforce } from "#functions/identity/adapters/people-workforce.ts";
import { commitWrites } from "#functions/kernel/dynamodb/commit-writes.ts";
import type { Stamp } from "#functions/kernel/stamp.ts";
import { openPeople } from "#functions/people/public.ts";
import { tenantRegistry } from "#functions/tenants/public.ts";

/** What all functions of identity work with, on the two tables of a stamp. */
export function openIdentity(stamp: Stamp) {
  const { env, clock, documents, ownDocuments } = stamp;
  const [global, ofTenants] = [env.IDENTITY_TABLE, env.TENANT_TABLE];
  return {
    accounts: dynamoAccounts(ownDocuments, global),
    proofs: dynamoProofs(ownDocuments, global, clock),
    sessions: dynamoSessions(ownDocuments, global, clock),
    members: dynamoMembers(documents, ofTenants, clock),
    invitations: dynamoInvitations(documents, ofTenants, clock),
    tenants: tenantRegistry(stamp),
    workforce: peopleWorkforce(openPeople(documents, ofTenants)),
    secrets: nodeSecrets,
    apply: applyChanges(ownDocuments, stamp),
    /** Commands that end before a tenant's door, or outside of it, leave their records beside what they changed. */
    commitIdentity: commitWrites({ ...stamp, client: ownDocuments, table: global }),
    commit: stamp.commit,
    asTenant: stamp.asTenant,
    clock,
    newId: stamp.newId,
  };
}
