import { Duration, Lazy, Stack } from "aws-cdk-lib";
import { EventBus, Match, Rule } from "aws-cdk-lib/aws-events";
import { EventBus as BusTarget } from "aws-cdk-lib/aws-events-targets";
import type { Construct } from "constructs";
import type * as z from "zod";
import type { sweepEnv, TenantsEnv } from "#functions/tenants/env.ts";
import { signUpRole } from "#lib/access/sign-up-role.ts";
import { itemAccess, itemReading, leadingKeys } from "#lib/access/statements.ts";
import { contextApi } from "#lib/constructs/context-api.ts";
import { Periodic } from "#lib/constructs/periodic.ts";
import { tenantFunction } from "#lib/constructs/stamp-function.ts";
import type { Ground } from "#lib/ground.ts";

export class Tenants extends Stack {
  constructor(scope: Construct, id: string, ground: Ground) {
    super(scope, id);
    const { data, stamp } = ground;
    const api = contextApi<TenantsEnv>(this, {
      ground,
      context: "tenants",
      environment: {
        // The role trusts the function, which exists only after its environment.
        SIGN_UP_ROLE_ARN: Lazy.string({ produce: () => signUp.roleArn }),
        SCRYPT_COST: String(stamp.settings.scryptCost),
      },
      // scrypt is bound by the processor; this much memory brings a whole one.
      memorySize: 1769,
    });
    const signUp = signUpRole(this, api, data);
    const sweep = tenantFunction<z.infer<typeof sweepEnv>>(this, "Sweep", {
      ground,
      bundle: "tenants/sweep",
      environment: {},
      timeout: Duration.minutes(1),
    });
    // Neither sees what else stands there: sessions' tokens, the keys that sign.
    api.addToRolePolicy(itemReading(data.identity, "user#*", "email#*", "slug#*", "sign-up#*"));
    sweep.addToRolePolicy(itemAccess(data.identity, leadingKeys("slug#*", "tenants.unsettled")));
    new Periodic(this, "Sweeping", { every: Duration.minutes(5), fn: sweep });
    this.#tellTheControlPlane(ground);
  }

  /** The catalogue follows what happens to tenants. */
  #tellTheControlPlane({ data, controlPlaneBusArn }: Ground): void {
    new Rule(this, "ToControlPlane", {
      eventBus: data.bus,
      eventPattern: { detailType: Match.prefix("tenants.") },
      targets: [new BusTarget(EventBus.fromEventBusArn(this, "ControlPlaneBus", controlPlaneBusArn))],
    });
  }
}
