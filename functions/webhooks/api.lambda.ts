import { randomBytes } from "node:crypto";
import { httpApi } from "#functions/kernel/http/http-api.ts";
import { openStamp } from "#functions/kernel/open-stamp.ts";
import { outboundCheck } from "#functions/kernel/outbound/outbound-check.ts";
import { dynamoDeliveries } from "#functions/webhooks/adapters/dynamo-deliveries.ts";
import { dynamoEndpoints } from "#functions/webhooks/adapters/dynamo-endpoints.ts";
import { sealerSafe } from "#functions/webhooks/adapters/sealer-safe.ts";
import { urlCheck } from "#functions/webhooks/adapters/url-check.ts";
import { webhooksApiEnv } from "#functions/webhooks/env.ts";
import { webhooksPermissions } from "#functions/webhooks/permissions.ts";
import { webhooksRoutes } from "#functions/webhooks/routes.ts";

const env = webhooksApiEnv.parse(process.env);
const stamp = openStamp(env);
const { clock, newId, commit, documents, sealer } = stamp;

export const handler = httpApi(stamp, {
  routes: webhooksRoutes,
  permissions: webhooksPermissions,
  deps: {
    endpoints: dynamoEndpoints(documents, env.TENANT_TABLE),
    deliveries: dynamoDeliveries(documents, env.TENANT_TABLE, clock),
    checkUrl: urlCheck(outboundCheck({ allow: env.OUTBOUND_ALLOW })),
    safe: sealerSafe(sealer),
    randomBytes,
    commit,
    newId,
    clock,
  },
});
