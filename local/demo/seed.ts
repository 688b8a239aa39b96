import { apiClient } from "#local/demo/api-client.ts";
import { confirm, signIn } from "#local/demo/sign-up.ts";

/** How a visitor signs in to the demo tenant. */
export interface DemoSignIn {
  /** The tenant's slug. */
  readonly tenant: string;
  readonly email: string;
  readonly password: string;
}

const demo: DemoSignIn = {
  tenant: "demo",
  email: "owner@demo.example",
  password: "correct horse battery staple",
};

/**
 * Makes the demo tenant over the public API of the stamp at `url`, unless it is there from an earlier run; one that was
 * begun and not confirmed is confirmed now. Answers how to sign in, or nothing when the stamp would not take it.
 */
export async function seed(url: string): Promise<DemoSignIn | undefined> {
  const api = apiClient(url);
  const { tenant: slug, email, password } = demo;
  const owner = { name: "Dana Demo", email, password };
  try {
    await api.call("POST", "/v1/tenants", { name: "Demo", slug, timeZone: "Europe/Berlin", owner });
  } catch (error) {
    // A slug is taken once: by the demo itself, in an earlier run.
    if (!(error instanceof Error && error.message.includes("tenants.slug-taken"))) return undefined;
  }
  await signIn(api, demo, slug).catch(() => confirm(api, email));
  return demo;
}
