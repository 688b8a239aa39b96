import { beforeAll, describe, expect, test } from "vitest";
import { namesIn } from "#functions/kernel/http/request.ts";
import type { AnyRoute } from "#functions/kernel/http/route.ts";
import { askAs, askEach, type Guarded, guardedRoutes, mayAsk, seen } from "#tests/e2e/requests.ts";
import { stampSigner } from "#tests/e2e/stamp-signer.ts";
import {
  type Client,
  client,
  must,
  newTenant,
  type Reply,
  signIn,
  type TestTenant,
} from "#tests/support/tenant.ts";
import { claimsFor, nowSeconds, signingKey, tokenOf } from "#tests/support/tokens.ts";

const roles = ["owner", "admin", "manager", "employee"] as const;
type Role = (typeof roles)[number];

let tenant: TestTenant;
let other: TestTenant;
let callers: Readonly<Record<Role, Client>>;
/** Whom the role itself is, where an operation asks whose things are meant. */
let employees: Readonly<Record<Role, string>>;

beforeAll(async () => {
  [tenant, other] = await Promise.all([newTenant(), newTenant()]);
  const joined = await Promise.all(roles.map((role) => joinAs(role)));
  callers = { ...Object.fromEntries(joined.map(({ role, caller }) => [role, caller])) } as typeof callers;
  employees = { ...Object.fromEntries(joined.map(({ role, id }) => [role, id])) } as typeof employees;
});

async function joinAs(role: Role) {
  const { id } = must(await tenant.owner.post("/v1/people/employees", { name: role }), 201).body;
  return { role, id, caller: await tenant.join(role, { employeeId: id }) };
}

const everywhere = <Answer>(answer: Answer) =>
  Object.fromEntries(guardedRoutes.map(({ name }) => [name, answer]));

const nothingTold = {
  status: 401,
  body: {
    type: expect.stringMatching(/\/docs\/problems#auth\.invalid-token$/),
    title: "Unauthorized",
    status: 401,
    detail: "A valid access token is needed",
    code: "auth.invalid-token",
    requestId: undefined,
  },
  challenge: 'Bearer realm="tenure"',
};

const claimsIn = ({ token = "" }: Client) =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

describe("without a token that is good", () => {
  const forged = async (change: object): Promise<string> => {
    const [header, payload = "", signature] = (tenant.owner.token ?? "").split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    return [header, encoded({ ...claims, ...change }), signature].join(".");
  };
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const unsigned = async (alg: string) =>
    `${encoded({ alg, typ: "at+jwt" })}.${tenant.owner.token?.split(".")[1]}.`;

  const tokens: Readonly<Record<string, () => Promise<string | undefined>>> = {
    none: async () => undefined,
    "that is none": async () => "nonsense",
    "of three empty parts": async () => "..",
    "changed to another tenant": () => forged({ tenant: other.tenantId }),
    "changed to another role": () => forged({ role: "admin" }),
    "that nobody signed": () => unsigned("none"),
    "that nobody signed, in capitals": () => unsigned("NONE"),
    "of a key that is not ours": async () =>
      tokenOf(signingKey("theirs"), claimsFor(), { issuer: (await stampSigner()).issuer }),
    "of another key under our key's name": async () => {
      const { issuer, kid } = await stampSigner();
      return tokenOf(signingKey(kid), ownClaims(), { issuer });
    },
    "of another issuer": async () =>
      tokenOf(await stampSigner(), ownClaims(), { issuer: "https://else.example" }),
    "for another audience": async () => {
      const signer = await stampSigner();
      return tokenOf(signer, ownClaims(), { issuer: signer.issuer, audience: "else" });
    },
    "of another type": async () => {
      const signer = await stampSigner();
      return tokenOf(signer, ownClaims(), { issuer: signer.issuer, type: "JWT" });
    },
    "that has expired": async () => {
      const signer = await stampSigner();
      const exp = nowSeconds() - 1;
      return tokenOf(signer, { ...ownClaims(), iat: exp - 600, exp }, { issuer: signer.issuer });
    },
  };
  const ownClaims = () => claimsIn(tenant.owner);

  test.each(Object.entries(tokens))("%s, every route tells nothing", async (_, make) => {
    const nobody = client(await make());

    const replies = await askEach(guardedRoutes, async ({ route }) => {
      const reply = await askAs(nobody, route);
      return { ...seen(reply), challenge: reply.headers.get("www-authenticate") };
    });

    expect(replies).toEqual(everywhere(nothingTold));
  });

  test("the same claims signed by the stamp are let in: what is refused above is refused for its fault", async () => {
    const signer = await stampSigner();
    const token = await tokenOf(signer, ownClaims(), { issuer: signer.issuer });

    expect((await client(token).get("/v1/tenants/current")).status).toBe(200);
  });
});

describe("by its permissions", () => {
  // These end the session of whoever asks: they come last, each in a session of its own.
  const endsSession = ({ route }: Guarded) => /^signOut/.test(route.operation.name);

  const asRole = (role: Role, who: Client, { route }: Guarded): Promise<Reply> =>
    askAs(who, route, ownThing(route, employees[role]));

  test.each(roles)("the role %s is refused what it has not got, and nothing else", async (role) => {
    const rest = guardedRoutes.filter((line) => !endsSession(line));

    const verdicts = await askEach(rest, async (line) => verdictOf(await asRole(role, callers[role], line)));

    expect(verdicts).toEqual(
      Object.fromEntries(rest.map((line) => [line.name, mayAsk(line, role) ? "let in" : "refused"])),
    );
  });

  test.each(roles)("the role %s may end its sessions", async (role) => {
    const { email } = must(await callers[role].get("/v1/identity/me"), 200).body;
    const verdicts: Record<string, string> = {};
    for (const line of guardedRoutes.filter(endsSession))
      verdicts[line.name] = verdictOf(await asRole(role, await signIn(email, tenant.password), line));

    expect(Object.keys(verdicts).length).toBe(2);
    expect(new Set(Object.values(verdicts))).toEqual(new Set(["let in"]));
  });

  const verdictOf = ({ status, body }: Reply): string => {
    if (status === 403 && body.code === "auth.not-allowed") return "refused";
    return status === 401 || status >= 500 ? `${status} ${body.code}` : "let in";
  };

  // Whose role reaches only themselves or below asks for themselves.
  const ownThing = ({ path, operation }: AnyRoute, employee: string): Record<string, string> => {
    if (operation.scope !== "resource") return {};
    const [name] = namesIn(path);
    return name === undefined ? {} : { [name]: employee };
  };
});
