import { Duration, Stack } from "aws-cdk-lib";
import { Match } from "aws-cdk-lib/aws-events";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { IdentityEnv, MailEnv } from "#functions/identity/env.ts";
import type { StampEnv } from "#functions/kernel/env.ts";
import { itemAccess, leadingKeys } from "#lib/access/statements.ts";
import { consume } from "#lib/constructs/consumer.ts";
import { contextApi, tree } from "#lib/constructs/context-api.ts";
import { deadLetteredQueue } from "#lib/constructs/dead-lettered-queue.ts";
import { Periodic } from "#lib/constructs/periodic.ts";
import { stampFunction, tenantFunction } from "#lib/constructs/stamp-function.ts";
import { subscribe } from "#lib/constructs/subscription.ts";
import type { Ground } from "#lib/ground.ts";

export class Identity extends Stack {
  constructor(scope: Construct, id: string, ground: Ground) {
    super(scope, id);
    const { settings } = ground.stamp;
    const api = contextApi<IdentityEnv>(this, {
      ground,
      context: "identity",
      paths: [...tree("/v1/identity"), "/.well-known/{proxy+}", "/verify-email", "/accept-invitation"],
      environment: {
        SCRYPT_COST: String(settings.scryptCost),
      },
      // scrypt is bound by the processor; this much memory brings a whole one.
      memorySize: 1769,
    });
    const rotate = stampFunction<StampEnv>(this, "Rotate", {
      ground,
      bundle: "identity/rotate",
      environment: {},
      timeout: Duration.minutes(1),
    });
    new Periodic(this, "Rotation", { every: Duration.days(1), fn: rotate });
    const mail = this.#mail(ground);
    for (const fn of [api, rotate]) fn.addToRolePolicy(this.#signing(ground));
    const { identity } = ground.data;
    api.addToRolePolicy(itemAccess(identity));
    rotate.addToRolePolicy(itemAccess(identity, leadingKeys("keyset", "keyring")));
    mail.addToRolePolicy(
      itemAccess(identity, leadingKeys("user#*", "email#*", "proof#*", "mail#*", "throttle#*")),
    );
  }

  #mail(ground: Ground) {
    const { mailFrom } = ground.stamp.settings;
    const timeout = Duration.seconds(15);
    const letters = deadLetteredQueue(this, "MailQueue", { visibilityTimeout: timeout });
    const fn = tenantFunction<MailEnv>(this, "Mail", {
      ground,
      bundle: "identity/mail",
      environment: { MAIL_FROM: mailFrom },
      timeout,
    });
    consume(fn, letters.queue);
    subscribe(this, "MailRule", {
      bus: ground.data.bus,
      eventPattern: { detailType: Match.anyOf(Match.prefix("identity."), Match.prefix("tenants.")) },
      to: letters,
    });
    fn.addToRolePolicy(
      new PolicyStatement({ actions: ["ses:SendEmail"], resources: [this.#senderArn(mailFrom)] }),
    );
    return fn;
  }

  /** Sealing and opening the keys that sign access tokens, and nothing else that the stamp's key wraps. */
  #signing({ keys }: Ground): PolicyStatement {
    return new PolicyStatement({
      actions: ["kms:Encrypt", "kms:Decrypt"],
      resources: [keys.stampKey.keyArn],
      conditions: { StringEquals: { "kms:EncryptionContext:purpose": "identity.signing-key" } },
    });
  }

  #senderArn(address: string): string {
    const domain = address.slice(address.indexOf("@") + 1);
    return this.formatArn({ service: "ses", resource: "identity", resourceName: domain });
  }
}
