import type { StampEnv } from "#functions/kernel/env.ts";
import type { Home } from "#functions/tenants/ports.ts";

/** Where a function runs: Lambda names its region. */
export const homeOf = ({ STAMP }: Pick<StampEnv, "STAMP">, { AWS_REGION = "" } = process.env): Home => ({
  stamp: STAMP,
  region: AWS_REGION,
});
