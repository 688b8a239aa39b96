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
 * Makes the demo tenant over the public API of the stamp at `url`, unless it is there from an earlier run. Answers
 * how to sign in, or nothing when the stamp would not take it.
 */
export async function seed(url: string): Promise<DemoSignIn | undefined> {
  const { tenant: slug, email, password } = demo;
  const response = await fetch(`${url}/v1/tenants`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": "demo-tenant" },
    body: JSON.stringify({
      name: "Demo",
      slug,
      timeZone: "Europe/Berlin",
      owner: { name: "Dana Demo", email, password },
    }),
  });
  return response.ok || response.status === 409 ? demo : undefined;
}
