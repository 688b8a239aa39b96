import { Stage, Tags } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { CodeSource } from "#lib/code-source.ts";
import type { StampConfiguration } from "#lib/config.ts";
import { Audit } from "#lib/contexts/audit.ts";
import { Docs } from "#lib/contexts/docs.ts";
import { Identity } from "#lib/contexts/identity.ts";
import { People } from "#lib/contexts/people.ts";
import { Tenants } from "#lib/contexts/tenants.ts";
import { Time } from "#lib/contexts/time.ts";
import { Webhooks } from "#lib/contexts/webhooks.ts";
import type { Ground } from "#lib/ground.ts";
import { ApiStack } from "#lib/stacks/api-stack.ts";
import { DataStack } from "#lib/stacks/data-stack.ts";
import { KeyStack } from "#lib/stacks/key-stack.ts";

export interface StampProps {
  readonly stamp: StampConfiguration;
  readonly controlPlaneBusArn: string;
  readonly code: CodeSource;
}

const contexts = { Tenants, Identity, People, Time, Webhooks, Audit, Docs };

/** One complete deployment. Pool and private stamps are this same construct with other props. */
export class Stamp extends Stage {
  constructor(scope: Construct, id: string, { stamp, controlPlaneBusArn, code }: StampProps) {
    super(scope, id, { env: { region: stamp.region, ...(stamp.account && { account: stamp.account }) } });
    const keys = new KeyStack(this, "Key");
    const http = new ApiStack(this, "Api", { domain: stamp.domain });
    const data = new DataStack(this, "Data", { stamp, keys, publicUrl: http.publicUrl, code });
    const ground: Ground = { stamp, code, keys, http, data, controlPlaneBusArn };
    for (const [name, Context] of Object.entries(contexts)) new Context(this, name, ground);
    Tags.of(this).add("tenure:stamp", stamp.name);
  }
}
