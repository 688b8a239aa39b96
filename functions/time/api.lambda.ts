import { httpApi } from "#functions/kernel/http/http-api.ts";
import { openJobs } from "#functions/kernel/jobs/open-jobs.ts";
import { openStamp } from "#functions/kernel/open-stamp.ts";
import { timeStores } from "#functions/time/adapters/time-stores.ts";
import { timeEnv } from "#functions/time/env.ts";
import { timePermissions } from "#functions/time/permissions.ts";
import { timeRoutes } from "#functions/time/routes.ts";

const env = timeEnv.parse(process.env);
const stamp = openStamp(env);

export const handler = httpApi(stamp, {
  routes: timeRoutes,
  permissions: timePermissions,
  deps: { ...timeStores(stamp), ...openJobs(stamp, env.JOBS_QUEUE_URL) },
});
