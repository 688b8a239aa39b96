import { type Cloud, startCloud } from "#local/cloud.ts";
import { codeIn } from "#tests/support/built-code.ts";

/** What the measuring process may know of the platform that it measures. */
export type PlatformFacts = Pick<Cloud, "url" | "endpointUrl" | "root" | "resources">;

/**
 * Runs the platform in a process of its own, so that those who measure take no time of it. Arguments: the directory of
 * the bundles, that of the state, and the `host:port` that webhooks may reach. Ends when its parent lets go of it.
 */
const [bundles = "", stateDirectory = "", receiver = ""] = process.argv.slice(2);

const cloud = await startCloud({
  code: codeIn(bundles),
  stateDirectory,
  allowWebhooks: [receiver],
  // Signing up a tenant for each measurement is no part of what is measured.
  settings: { scryptCost: 2 ** 10, publicLimitPerMinute: 1_000_000 },
});
const { url, endpointUrl, root, resources } = cloud;
process.send?.({ url, endpointUrl, root, resources } satisfies PlatformFacts);
await new Promise((resolve) => process.once("disconnect", resolve));
await cloud.stop();
process.exit(0);
