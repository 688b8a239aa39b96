import { openOwnerReservations } from "#functions/identity/public.ts";
import { commitWrites } from "#functions/kernel/dynamodb/commit-writes.ts";
import { commandOf } from "#functions/kernel/http/command.ts";
import { httpApi } from "#functions/kernel/http/http-api.ts";
import { openStamp } from "#functions/kernel/open-stamp.ts";
import { dynamoDoors } from "#functions/tenants/adapters/dynamo-doors.ts";
import { dynamoSignUps } from "#functions/tenants/adapters/dynamo-sign-ups.ts";
import { dynamoSlugs } from "#functions/tenants/adapters/dynamo-slugs.ts";
import { dynamoTenants } from "#functions/tenants/adapters/dynamo-tenants.ts";
import { homeOf } from "#functions/tenants/adapters/home.ts";
import { signUpClient } from "#functions/tenants/adapters/sign-up-client.ts";
import { tenantsEnv } from "#functions/tenants/env.ts";
import { tenantsPermissions } from "#functions/tenants/permissions.ts";
import { tenantsRoutes } from "#functions/tenants/routes.ts";

const env = tenantsEnv.parse(process.env);
const stamp = openStamp(env);
const { clock, commit, documents, newId, ownDocuments } = stamp;

export const handler = httpApi(stamp, {
  routes: tenantsRoutes,
  permissions: tenantsPermissions,
  deps: {
    tenants: dynamoTenants(documents, env.TENANT_TABLE),
    doors: dynamoDoors(env.TENANT_TABLE),
    slugs: dynamoSlugs(ownDocuments, env.IDENTITY_TABLE, env.STAMP_KIND),
    signUps: dynamoSignUps(ownDocuments, env.IDENTITY_TABLE, clock),
    owners: { reserve: openOwnerReservations(stamp, env.SCRYPT_COST) },
    commit,
    commitSignUp: commitWrites({
      ...stamp,
      client: signUpClient(env.SIGN_UP_ROLE_ARN),
      table: env.TENANT_TABLE,
    }),
    hashOf: (operation, input) => commandOf(operation, input, undefined, newId).hash,
    home: homeOf(env),
    clock,
    newId,
  },
});
