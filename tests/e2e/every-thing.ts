import { receiverPort } from "#tests/support/cloud.ts";
import { type Client, eventually, must, type TestTenant } from "#tests/support/tenant.ts";

/** Ids of things that are there, by the path that ends with the place of the id. */
export type Things = Readonly<Record<string, string>>;

type Item = Readonly<Record<string, unknown>>;

/** Makes one of everything that a path can name. A route with an id of a new kind wants its thing here. */
export async function oneOfEach({ owner, join }: TestTenant): Promise<Things> {
  const made = async (path: string, body: object = {}, status = 201): Promise<string> =>
    must(await owner.post(path, body), status).body.id;
  const url = `http://localhost:${receiverPort()}/nobody-listens`;
  const [employee, department, people, time, invitation, endpoint, exported] = await Promise.all([
    made("/v1/people/employees", { name: "Ada Berg", externalId: "1" }),
    made("/v1/people/departments", { name: "Sales" }),
    made("/v1/people/imports"),
    made("/v1/time/imports", { form: "long" }),
    made("/v1/identity/invitations", { email: "someone@elsewhere.example", role: "employee" }),
    made("/v1/webhooks/endpoints", { url, events: ["webhooks.test.v1"] }),
    made("/v1/audit/exports", {}, 202),
    join("employee"),
  ]);
  const hook = `/v1/webhooks/endpoints/${endpoint}`;
  must(await owner.post(`${hook}/test`), 202);
  const members = await first(owner, "/v1/identity/members", ({ role }) => role === "employee");
  const deliveries = await first(owner, `${hook}/deliveries`, () => true);
  const entries = await first(owner, "/v1/audit/entries", ({ index }) => index !== null);
  return {
    "/v1/people/employees/{id}": employee,
    "/v1/people/departments/{id}": department,
    "/v1/people/imports/{id}": people,
    "/v1/time/imports/{id}": time,
    "/v1/time/employees/{employeeId}": employee,
    "/v1/identity/invitations/{id}": invitation,
    "/v1/identity/members/{userId}": String(members["userId"]),
    "/v1/webhooks/endpoints/{id}": endpoint,
    "/v1/webhooks/endpoints/{id}/deliveries/{deliveryId}": String(deliveries["id"]),
    "/v1/audit/exports/{id}": exported,
    "/v1/audit/entries/{id}": String(entries["id"]),
  };
}

// What events bring about comes a moment later.
const first = (owner: Client, path: string, isMeant: (item: Item) => boolean): Promise<Item> =>
  eventually(async () => must(await owner.get(path), 200).body.items.find(isMeant));
