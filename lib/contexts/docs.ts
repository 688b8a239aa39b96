import { Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { type DocsEnv, nobody } from "#functions/docs/env.ts";
import { contextApi, tree } from "#lib/constructs/context-api.ts";
import type { Ground } from "#lib/ground.ts";
import { version } from "#lib/repository.ts";

/** The API's description, its explorer and health; also the answer to paths that nobody has. */
export class Docs extends Stack {
  constructor(scope: Construct, id: string, ground: Ground) {
    super(scope, id);
    contextApi<DocsEnv>(this, {
      ground,
      context: "docs",
      paths: ["/v1/openapi.json", ...tree("/v1/health"), ...tree("/docs"), "$default"],
      environment: { VERSION: version },
      // Everybody may call it: there must be nothing to get.
      onlyTenant: nobody,
    });
  }
}
