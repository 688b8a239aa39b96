import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Bundle, bundleFunctions } from "#lib/bundling/bundle-functions.ts";
import type { PlatformFacts } from "#tests/bench/platform.ts";
import { openReceiver, type Receiver } from "#tests/bench/receiver.ts";

/** A platform to measure, and what it runs. */
export interface Platform extends PlatformFacts {
  /** As they are deployed: minified. */
  readonly bundles: readonly Bundle[];
  /** Where webhooks may go. */
  readonly receiver: Receiver;
}

const program = fileURLToPath(new URL("platform.ts", import.meta.url));

/** Builds the functions and runs them; `ends` stops the platform and forgets its data. */
export async function openPlatform(ends: AsyncDisposableStack): Promise<Platform> {
  const directory = mkdtempSync(join(tmpdir(), "tenure-bench-"));
  ends.defer(() => rmSync(directory, { recursive: true, force: true }));
  const receiver = ends.adopt(await openReceiver(), ({ close }) => close());
  const outdir = join(directory, "bundles");
  const bundles = await bundleFunctions({ outdir });
  const child = fork(program, [outdir, join(directory, "state"), receiver.address], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  ends.defer(async () => {
    if (child.connected) child.disconnect();
    await ended;
  });
  const [facts]: PlatformFacts[] = await Promise.race([once(child, "message"), ended.then(tooSoon)]);
  return facts ? { ...facts, bundles, receiver } : tooSoon();
}

function tooSoon(): never {
  throw new Error("The platform ended before it was ready");
}
