import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openParameters } from "#local/services/secrets/parameters.ts";
import { openSecretsManager } from "#local/services/secrets/secrets-manager.ts";
import type { Service } from "#local/services/service.ts";
import { openStore } from "#local/store.ts";
import { resource } from "#tests/local/services/resource.ts";

const authorize = ({ resource }: { resource: string }) => !resource.includes("forbidden");

async function call(service: Service, target: string, input: object) {
  const { status, body } = await service({
    service: "x",
    region: "eu-west-1",
    accessKeyId: "a",
    method: "POST",
    path: "/",
    query: new URLSearchParams(),
    headers: { "x-amz-target": target },
    body: Buffer.from(JSON.stringify(input)),
  });
  return { status, ...JSON.parse(body.toString()) };
}

test("parameters are read by name, one or many", async () => {
  const parameters = openParameters(authorize);
  parameters.define(resource("AWS::SSM::Parameter", "/tenure/limit", { Type: "String", Value: "5" }));
  parameters.define(resource("AWS::SSM::Parameter", "/forbidden", { Type: "String", Value: "5" }));
  const get = (name: string) => call(parameters.service, "AmazonSSM.GetParameter", { Name: name });
  expect(await get("/tenure/limit")).toMatchObject({
    status: 200,
    Parameter: { Name: "/tenure/limit", Value: "5" },
  });
  expect(await get("/none")).toMatchObject({ status: 400, __type: "ParameterNotFound" });
  expect(await get("/forbidden")).toMatchObject({ __type: "AccessDeniedException" });
  const many = await call(parameters.service, "AmazonSSM.GetParameters", {
    Names: ["/none", "/tenure/limit"],
  });
  expect(many).toMatchObject({ Parameters: [{ Value: "5" }], InvalidParameters: ["/none"] });
});

test("a generated secret follows its rules and stays the same across restarts", async () => {
  const folder = mkdtempSync(join(tmpdir(), "secrets-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const read = async () => {
    const secrets = openSecretsManager({
      store: openStore(join(folder, "state.db")),
      now: () => 0,
      authorize,
    });
    const rules = {
      PasswordLength: 12,
      ExcludePunctuation: true,
      ExcludeCharacters: "0O",
      SecretStringTemplate: '{"user":"a"}',
      GenerateStringKey: "password",
    };
    secrets.define(resource("AWS::SecretsManager::Secret", "generated", { GenerateSecretString: rules }));
    const answer = await call(secrets.service, "secretsmanager.GetSecretValue", { SecretId: "generated" });
    return JSON.parse(answer.SecretString);
  };
  const first = await read();
  expect(first).toEqual({
    user: "a",
    password: expect.stringMatching(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[a-zA-Z1-9]{12}$/),
  });
  expect(await read()).toEqual(first);
});

test("a given secret is the template's newest; one that is not there, or not allowed, is refused", async () => {
  const secrets = openSecretsManager({ store: openStore(), now: () => 0, authorize });
  const get = (SecretId: string) => call(secrets.service, "secretsmanager.GetSecretValue", { SecretId });
  for (const SecretString of ["old", "new"])
    secrets.define(resource("AWS::SecretsManager::Secret", "given", { SecretString }));
  secrets.define(resource("AWS::SecretsManager::Secret", "forbidden", { SecretString: "x" }));
  expect(await get("given")).toMatchObject({ status: 200, SecretString: "new" });
  expect(await get("none")).toMatchObject({ status: 400, __type: "ResourceNotFoundException" });
  expect(await get("forbidden")).toMatchObject({ __type: "AccessDeniedException" });
});
