import { SESv2Client } from "@aws-sdk/client-sesv2";
import { dynamoThrottles } from "#functions/identity/adapters/dynamo-throttles.ts";
import { openIdentity } from "#functions/identity/adapters/open-identity.ts";
import { sesMailer } from "#functions/identity/adapters/ses-mailer.ts";
import { mailEnv } from "#functions/identity/env.ts";
import {
  onEmailVerified,
  onMemberJoined,
  onMemberRemoved,
  onSessionEnded,
  onTenantReleased,
} from "#functions/identity/subscribers/on-account-facts.ts";
import { onMemberInvited } from "#functions/identity/subscribers/on-member-invited.ts";
import { onTenantCreated } from "#functions/identity/subscribers/on-tenant-created.ts";
import { onVerificationRequested } from "#functions/identity/subscribers/on-verification-requested.ts";
import { sendVerification } from "#functions/identity/subscribers/send-verification.ts";
import type { OnEvent } from "#functions/kernel/events/consumer.ts";
import { eventConsumer } from "#functions/kernel/events/event-consumer.ts";
import { openStamp } from "#functions/kernel/open-stamp.ts";

const env = mailEnv.parse(process.env);
const stamp = openStamp(env);
const identity = openIdentity(stamp);
const { ownDocuments: client, clock } = stamp;
const mailer = sesMailer({
  ses: new SESv2Client(),
  client,
  table: env.IDENTITY_TABLE,
  from: env.MAIL_FROM,
  clock,
});
const deps = { ...identity, mailer, publicUrl: env.PUBLIC_URL };
const throttles = dynamoThrottles(client, env.IDENTITY_TABLE);
const mailing = { sendVerification: sendVerification({ ...deps, throttles }) };

const subscribers: Readonly<Record<string, OnEvent>> = {
  "tenants.tenant-created.v1": onTenantCreated(mailing),
  "tenants.tenant-released.v1": onTenantReleased(deps),
  "identity.verification-requested.v1": onVerificationRequested(mailing),
  "identity.email-verified.v1": onEmailVerified(deps),
  "identity.member-invited.v1": onMemberInvited(deps),
  "identity.member-joined.v1": onMemberJoined(deps),
  "identity.member-removed.v1": onMemberRemoved(deps),
  "identity.session-ended.v1": onSessionEnded(deps),
};

/** Sends identity's mails, and finishes what a crash left half done between the two tables. */
export const handler = eventConsumer(stamp, "identity.mail", async (actor, event) => {
  const subscriber = Object.hasOwn(subscribers, event.type) ? subscribers[event.type] : undefined;
  await subscriber?.(actor, event);
});
