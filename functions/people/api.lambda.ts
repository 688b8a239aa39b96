import { httpApi } from "#functions/kernel/http/http-api.ts";
import { openJobs } from "#functions/kernel/jobs/open-jobs.ts";
import { openStamp } from "#functions/kernel/open-stamp.ts";
import { peopleStores } from "#functions/people/adapters/people-stores.ts";
import { peopleEnv } from "#functions/people/env.ts";
import { peoplePermissions } from "#functions/people/permissions.ts";
import { peopleRoutes } from "#functions/people/routes.ts";

const env = peopleEnv.parse(process.env);
const stamp = openStamp(env);

export const handler = httpApi(stamp, {
  routes: peopleRoutes,
  permissions: peoplePermissions,
  deps: { ...peopleStores(stamp), ...openJobs(stamp, env.JOBS_QUEUE_URL) },
});
