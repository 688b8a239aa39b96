import { stampProbes } from "#functions/docs/adapters/stamp-probes.ts";
import { events } from "#functions/docs/all-events.ts";
import { contexts } from "#functions/docs/all-routes.ts";
import { docsEnv } from "#functions/docs/env.ts";
import { docsPermissions } from "#functions/docs/permissions.ts";
import { referenceOf } from "#functions/docs/reference.ts";
import { docsRoutes } from "#functions/docs/routes.ts";
import { httpApi } from "#functions/kernel/http/http-api.ts";
import { openStamp } from "#functions/kernel/open-stamp.ts";

const env = docsEnv.parse(process.env);
const stamp = openStamp(env);
const version = env.VERSION;

/** The API's reference and the stamp's health; and, as the gateway's default, the 404 of all other paths. */
export const handler = httpApi(stamp, {
  routes: docsRoutes,
  permissions: docsPermissions,
  deps: {
    stamp: env.STAMP,
    version,
    clock: stamp.clock,
    probes: stampProbes(stamp),
    reference: referenceOf({ contexts, events }, { publicUrl: env.PUBLIC_URL, version }),
  },
});
