import { randomUUID } from "node:crypto";
import { type ApiClient, apiClient } from "#local/demo/api-client.ts";
import { signUp } from "#local/demo/sign-up.ts";

/**
 * A tenant that one measurement has to itself, and with it the thousand requests that its owner may make in a quarter
 * of an hour. Beyond eight hundred each request waits for the counter: keep below.
 */
export interface Company {
  readonly owner: ApiClient;
  readonly accessToken: string;
}

/** Signs up a tenant, and its owner in. */
export async function newCompany(url: string): Promise<Company> {
  const api = apiClient(url);
  const slug = `bench-${randomUUID().slice(0, 13)}`;
  const owner = {
    name: "Bea Bench",
    email: `owner@${slug}.example`,
    password: "a stopwatch and a long road",
  };
  await signUp(api, { name: "Bench", slug, timeZone: "Europe/Berlin", owner });
  const { accessToken } = await api.call<{ accessToken: string }>("POST", "/v1/identity/sessions", {
    email: owner.email,
    password: owner.password,
    tenant: slug,
  });
  return { owner: api.as(accessToken), accessToken };
}
