import { expect, test } from "vitest";
import { ofType, synthesise } from "#tests/lib/deployment.ts";
import { allStatements, functionsOf, type Statement, statementsOf } from "#tests/lib/rights.ts";

const deployment = synthesise();
const statements = allStatements(deployment);
const functions = functionsOf(deployment);
const tableActions = (it: Statement) => it.actions.some((name) => name.startsWith("dynamodb:"));
const anyTenant = `tnt_${"?".repeat(26)}`;
const guard = { "dynamodb:LeadingKeys": "false" };

test("a tenant's session sees its own keys, folder and data key alone", () => {
  const role = ofType(deployment, "AWS::IAM::Role").find(({ id }) => id.startsWith("TenantDoor"));
  if (!role) throw new Error("The pool has no tenant role");
  const [items, files, key, ...rest] = statementsOf(deployment, role);

  expect(rest).toEqual([]);
  expect(items?.conditions).toEqual({
    "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [`T#\${aws:PrincipalTag/tenant}#*`] },
    Null: guard,
  });
  expect(JSON.stringify(files?.resources)).toContain(`/T/\${aws:PrincipalTag/tenant}/*`);
  expect(key?.conditions).toEqual({
    StringLike: { "kms:EncryptionContext:tenant": `\${aws:PrincipalTag/tenant}` },
  });
  expect(role.properties.AssumeRolePolicyDocument.Statement).toEqual([
    expect.objectContaining({
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: { StringLike: { "aws:RequestTag/tenant": anyTenant } },
    }),
  ]);
});

test("every statement on the tenant table confines its keys and refuses a request without one", () => {
  const onTenants = statements.filter(
    (it) =>
      tableActions(it) &&
      /TenantTable/.test(JSON.stringify(it.resources)) &&
      !/Stream/.test(it.actions.join()),
  );

  // In each of the three stamps the door and sign-up; in the private ones the probe of docs, which needs no door.
  expect(onTenants).toHaveLength(6 + 2);
  for (const { conditions } of onTenants) {
    expect(conditions["Null"]).toEqual(guard);
    expect(JSON.stringify(conditions["ForAllValues:StringLike"])).toMatch(
      /^\{"dynamodb:LeadingKeys":\["T#(tnt_\*|tnt_\?{26}#\*|tnt_0{26}#\*|\$\{aws:PrincipalTag\/tenant\}#\*)"\]\}$/,
    );
  }
});

test("a private stamp has no role to assume: its functions hold the same rights, for any tenant", () => {
  const apisOfAcme = functions.filter(
    ({ stage, bundle }) => stage === "Tenure-AcmeCare" && bundle === "people/api",
  );

  expect(apisOfAcme).toHaveLength(1);
  for (const { environment, statements: held } of apisOfAcme) {
    expect(environment).not.toHaveProperty("TENANT_ROLE_ARN");
    expect(held.flatMap((it) => it.actions)).not.toContain("sts:AssumeRole");
    expect(held.map((it) => JSON.stringify(it.conditions)).join()).toContain(`["T#${anyTenant}#*"]`);
  }
});

test("docs, which anybody may call, gets at no tenant that there is", () => {
  const nobody = `tnt_${"0".repeat(26)}`;
  const docs = functions.filter(({ bundle }) => bundle === "docs/api");
  const door = /sts:|kms:|s3:/;
  const byDoor = docs.map(({ stage, statements: held }) => ({
    stage,
    passes: held.filter(({ actions }) => door.test(actions.join())).map(({ conditions }) => conditions),
    keys: held.flatMap(
      ({ conditions }) => conditions["ForAllValues:StringLike"]?.["dynamodb:LeadingKeys"] ?? [],
    ),
  }));

  const gate = ["keyset", "limit#*"];
  const ofPrivate = { passes: [], keys: expect.arrayContaining([...gate, `T#${nobody}#*`]) };
  expect(byDoor.toSorted((a, b) => (a.stage < b.stage ? -1 : 1))).toEqual([
    { stage: "Tenure-AcmeCare", ...ofPrivate },
    { stage: "Tenure-Globex", ...ofPrivate },
    {
      stage: "Tenure-Pool",
      passes: [{ StringEquals: { "aws:RequestTag/tenant": nobody } }],
      keys: expect.arrayContaining(gate),
    },
  ]);
  for (const { keys } of byDoor) expect(keys).not.toContain(`T#${anyTenant}#*`);
});

test("only the sign-up function may take the sign-up role", () => {
  const roles = ofType(deployment, "AWS::IAM::Role").filter(({ id }) => id.startsWith("SignUpRole"));

  expect(roles).toHaveLength(3);
  for (const { properties } of roles)
    expect(properties.AssumeRolePolicyDocument.Statement).toEqual([
      expect.objectContaining({
        Principal: { AWS: { "Fn::GetAtt": [expect.stringMatching(/^ApiRole/), "Arn"] } },
      }),
    ]);
});

test("an HTTP function reads the key set and counts addresses; else it sees nothing of the identity table", () => {
  const people = functions.find(({ stage, bundle }) => stage === "Tenure-Pool" && bundle === "people/api");
  const onTables = people?.statements.filter(tableActions) ?? [];

  expect(onTables.map(({ actions, conditions }) => ({ actions, conditions }))).toEqual([
    {
      actions: ["dynamodb:GetItem"],
      conditions: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["keyset"] }, Null: guard },
    },
    {
      actions: ["dynamodb:UpdateItem"],
      conditions: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["limit#*"] }, Null: guard },
    },
  ]);
});

test("only identity's API and rotation may touch the keys that sign tokens; others only read the public ones", () => {
  const keyItems = ["keyset", "keyring"];
  const matches = (pattern: string, key: string) =>
    pattern.endsWith("*") ? key.startsWith(pattern.slice(0, -1)) : key === pattern;
  const reaches = ({ conditions }: Statement) => {
    const patterns = conditions["ForAllValues:StringLike"]?.["dynamodb:LeadingKeys"] as string[] | undefined;
    return keyItems.filter((key) => patterns?.some((pattern) => matches(pattern, key)) ?? true);
  };
  const signUp = ofType(deployment, "AWS::IAM::Role").filter(({ id }) => id.startsWith("SignUpRole"));
  const held = [
    ...functions.map(({ bundle, statements: own }) => ({ holder: bundle, own })),
    ...signUp.map((role) => ({ holder: "sign-up", own: statementsOf(deployment, role) })),
  ].flatMap(({ holder, own }) =>
    own
      .filter((it) => tableActions(it) && /IdentityTable/.test(JSON.stringify(it.resources)))
      .filter(({ actions }) => !actions.join().includes("Stream"))
      .map((it) => ({ holder, keys: reaches(it), actions: it.actions })),
  );

  expect(held.filter(({ holder }) => holder === "sign-up")).toHaveLength(3);
  const touching = held.filter(
    ({ keys, actions }) => keys.length > 0 && actions.join() !== "dynamodb:GetItem",
  );
  expect([...new Set(touching.map(({ holder }) => holder))].sort()).toEqual([
    "identity/api",
    "identity/rotate",
  ]);
});

test("identity opens the keys that sign tokens, and no tenant's", () => {
  const onStampKey = functions
    .filter(({ bundle }) => bundle.startsWith("identity/"))
    .flatMap(({ statements: held }) => held)
    .filter(
      ({ actions, resources }) => actions.includes("kms:Decrypt") && !/Door/.test(JSON.stringify(resources)),
    )
    .filter(({ conditions }) => !conditions["StringLike"]);

  expect(onStampKey).toHaveLength(3 * 2);
  for (const { conditions } of onStampKey)
    expect(conditions).toEqual({ StringEquals: { "kms:EncryptionContext:purpose": "identity.signing-key" } });
});
