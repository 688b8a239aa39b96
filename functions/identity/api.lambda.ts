import { dynamoKnownPlaces } from "#functions/identity/adapters/dynamo-known-places.ts";
import { dynamoThrottles } from "#functions/identity/adapters/dynamo-throttles.ts";
import { openIdentity } from "#functions/identity/adapters/open-identity.ts";
import { openSigner } from "#functions/identity/adapters/open-signer.ts";
import { pretending } from "#functions/identity/adapters/pretend.ts";
import { refreshCookies } from "#functions/identity/adapters/refresh-cookies.ts";
import { scryptPasswords } from "#functions/identity/adapters/scrypt-passwords.ts";
import { identityEnv } from "#functions/identity/env.ts";
import { acceptInvitationPage } from "#functions/identity/pages/accept-invitation-page.ts";
import { verifyEmailPage } from "#functions/identity/pages/verify-email-page.ts";
import { identityPermissions } from "#functions/identity/permissions.ts";
import { identityRoutes, refreshCookie } from "#functions/identity/routes.ts";
import { httpApi } from "#functions/kernel/http/http-api.ts";
import { openStamp } from "#functions/kernel/open-stamp.ts";

const env = identityEnv.parse(process.env);
const stamp = openStamp(env);
const { accessTokens, keySet } = openSigner(stamp);

export const handler = httpApi(stamp, {
  routes: identityRoutes,
  permissions: identityPermissions,
  deps: {
    ...openIdentity(stamp),
    accessTokens,
    keySet,
    passwords: scryptPasswords(env.SCRYPT_COST),
    knownPlaces: dynamoKnownPlaces(stamp.ownDocuments, env.IDENTITY_TABLE, stamp.clock),
    throttles: dynamoThrottles(stamp.ownDocuments, env.IDENTITY_TABLE),
    pretend: pretending(stamp.ownDocuments, env.IDENTITY_TABLE, stamp.clock),
    mailPages: { verifyEmail: verifyEmailPage, acceptInvitation: acceptInvitationPage },
    cookies: refreshCookies(env.PUBLIC_URL, refreshCookie),
  },
});
