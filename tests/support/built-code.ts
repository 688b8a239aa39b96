import { join } from "node:path";
import { Code } from "aws-cdk-lib/aws-lambda";
import type { CodeSource } from "#lib/code-source.ts";

/** Bundles that were built into a directory, for a test that starts a cloud of its own. */
export const codeIn =
  (bundles: string): CodeSource =>
  (bundle) =>
    Code.fromAsset(join(bundles, bundle));
