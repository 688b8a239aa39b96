import type { ApiClient } from "#local/demo/api-client.ts";
import { until } from "#local/demo/until.ts";

export interface Owner {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export interface NewTenant {
  readonly name: string;
  readonly slug: string;
  readonly timeZone: string;
  readonly owner: Owner;
}

interface Mail {
  readonly subject: string;
  readonly text?: string;
}

/** The secret of the newest mail to somebody; it stands on a line of its own, after `Token: `. */
const mailedToken = (api: ApiClient, email: string): Promise<string> =>
  until(`a mail to ${email}`, async () => {
    const { items } = await api.call<{ items: readonly Mail[] }>(
      "GET",
      `/_local/outbox?to=${encodeURIComponent(email)}`,
    );
    return items
      .map(({ text = "" }) => /^Token: (\S+)/m.exec(text)?.[1])
      .find((token) => token !== undefined);
  });

/** Signs in with a password; the tenant is named for people who belong to several. */
export async function signIn(
  api: ApiClient,
  { email, password }: Pick<Owner, "email" | "password">,
  tenant: string,
): Promise<ApiClient> {
  const { accessToken } = await api.call<{ accessToken: string }>("POST", "/v1/identity/sessions", {
    email,
    password,
    tenant,
  });
  return api.as(accessToken);
}

/** Proves that somebody reads the mail sent to their address. */
export async function confirm(api: ApiClient, email: string): Promise<void> {
  await api.call("POST", "/v1/identity/verify-email", { token: await mailedToken(api, email) });
}

/** Signs an organisation up, tenant and owner in one, and confirms it. */
export async function signUp(api: ApiClient, tenant: NewTenant): Promise<string> {
  const { tenantId } = await api.call<{ tenantId: string }>("POST", "/v1/tenants", tenant);
  await confirm(api, tenant.owner.email);
  return tenantId;
}
