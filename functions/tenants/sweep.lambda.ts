import { openOwnerWithdrawals } from "#functions/identity/public.ts";
import { openStamp } from "#functions/kernel/open-stamp.ts";
import { scheduled } from "#functions/kernel/scheduled.ts";
import { dynamoDoors } from "#functions/tenants/adapters/dynamo-doors.ts";
import { dynamoSlugs } from "#functions/tenants/adapters/dynamo-slugs.ts";
import { dynamoTenants } from "#functions/tenants/adapters/dynamo-tenants.ts";
import { homeOf } from "#functions/tenants/adapters/home.ts";
import { sweepEnv } from "#functions/tenants/env.ts";
import { releaseSignUps } from "#functions/tenants/operations/release-sign-ups.ts";

const env = sweepEnv.parse(process.env);
const stamp = openStamp(env);
const withdraw = openOwnerWithdrawals(stamp);

export const handler = scheduled(
  stamp.clock,
  releaseSignUps({
    tenants: dynamoTenants(stamp.documents, env.TENANT_TABLE),
    doors: dynamoDoors(env.TENANT_TABLE),
    slugs: dynamoSlugs(stamp.ownDocuments, env.IDENTITY_TABLE, env.STAMP_KIND),
    owners: { withdraw: ({ tenantId, ownerId }) => withdraw(tenantId, ownerId) },
    commit: stamp.commit,
    asTenant: stamp.asTenant,
    home: homeOf(env),
    newId: stamp.newId,
  }),
);
