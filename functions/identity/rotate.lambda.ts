import { openSigner } from "#functions/identity/adapters/open-signer.ts";
import { stampEnv } from "#functions/kernel/env.ts";
import { openStamp } from "#functions/kernel/open-stamp.ts";
import { scheduled } from "#functions/kernel/scheduled.ts";

const stamp = openStamp(stampEnv.parse(process.env));
const { tend } = openSigner(stamp);

/** Tends the ring of signing keys, so that it is never older than it should be, whether or not anybody signs in. */
export const handler = scheduled(stamp.clock, async (now) => {
  await tend(now);
});
