import { join } from "node:path";
import { Code } from "aws-cdk-lib/aws-lambda";
import { bundleRoot } from "#lib/bundling/bundle-functions.ts";

/** Gives the code of a bundle, named `<context>/<name>`. */
export type CodeSource = (bundle: string) => Code;

/** What `bundleFunctions` has built. */
export const builtCode: CodeSource = (bundle) => Code.fromAsset(join(bundleRoot, bundle));
