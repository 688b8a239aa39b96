import { readFileSync } from "node:fs";
import * as z from "zod";

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), "utf8"));

/** The CDK's feature flags. Its command line hands them to the app; whoever synthesises in process must do so itself. */
export const cdkFlags = z
  .object({ context: z.record(z.string(), z.unknown()) })
  .parse(read("cdk.json")).context;

/** The version of Tenure that is deployed. */
export const { version } = z.object({ version: z.string() }).parse(read("package.json"));
