import { randomInt } from "node:crypto";
import * as z from "zod";
import type { Provider, Resource } from "#local/resource.ts";
import { type Authorize, allowAll, permit } from "#local/services/authorize.ts";
import { AwsError } from "#local/services/aws-error.ts";
import { action, awsJson } from "#local/services/aws-json.ts";
import type { AwsRequest, Service } from "#local/services/service.ts";
import type { Store } from "#local/store.ts";

const generate = z.object({
  PasswordLength: z.coerce.number().int().min(1).max(4096).default(32),
  ExcludeCharacters: z.string().default(""),
  ExcludeLowercase: z.boolean().default(false),
  ExcludeUppercase: z.boolean().default(false),
  ExcludeNumbers: z.boolean().default(false),
  ExcludePunctuation: z.boolean().default(false),
  IncludeSpace: z.boolean().default(false),
  RequireEachIncludedType: z.boolean().default(true),
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
});
const properties = z.object({
  SecretString: z.string().optional(),
  GenerateSecretString: generate.optional(),
});
const row = z.object({ value: z.string(), createdAt: z.number() });

export interface SecretsManager extends Provider {
  readonly define: (resource: Resource) => void;
  readonly service: Service;
}

interface SecretsOptions {
  readonly store: Store;
  readonly now: () => number;
  readonly authorize?: Authorize;
}

/** AWS Secrets Manager over awsJson 1.1: GetSecretValue of what the stacks declare. Generated values are kept. */
export function openSecretsManager({ store, now, authorize = allowAll }: SecretsOptions): SecretsManager {
  store.run(
    "CREATE TABLE IF NOT EXISTS secret (arn TEXT PRIMARY KEY, value TEXT NOT NULL, createdAt INTEGER NOT NULL) STRICT",
  );
  const arns = new Map<string, { readonly arn: string; readonly name: string }>();
  const getSecretValue = ({ SecretId }: { SecretId: string }, { region, accessKeyId }: AwsRequest) => {
    const known = arns.get(SecretId.startsWith("arn:") ? SecretId : `${region}:${SecretId}`);
    if (known)
      permit(authorize, { accessKeyId, action: "secretsmanager:GetSecretValue", resource: known.arn });
    const [secret] = known
      ? store.rows(row, "SELECT value, createdAt FROM secret WHERE arn = ?", known.arn)
      : [];
    if (!known || !secret)
      throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    return {
      ARN: known.arn,
      Name: known.name,
      SecretString: secret.value,
      VersionStages: ["AWSCURRENT"],
      CreatedDate: secret.createdAt / 1000,
    };
  };
  return {
    types: ["AWS::SecretsManager::Secret", "AWS::SecretsManager::ResourcePolicy"],
    define: ({ type, name, arn, properties: given }) => {
      if (type !== "AWS::SecretsManager::Secret") return;
      const { SecretString, GenerateSecretString } = properties.parse(given);
      arns.set(`${arn.split(":")[3]}:${name}`, { arn, name }).set(arn, { arn, name });
      const insert = "INSERT INTO secret VALUES (?1, ?2, ?3) ON CONFLICT (arn) DO";
      if (SecretString === undefined)
        store.run(`${insert} NOTHING`, arn, generated(generate.parse(GenerateSecretString ?? {})), now());
      else store.run(`${insert} UPDATE SET value = ?2`, arn, SecretString, now());
    },
    service: awsJson({
      version: "1.1",
      actions: { GetSecretValue: action(z.object({ SecretId: z.string() }), getSecretValue) },
    }),
  };
}

function generated(rules: z.output<typeof generate>): string {
  const password = passwordOf(rules);
  if (rules.SecretStringTemplate === undefined || rules.GenerateStringKey === undefined) return password;
  const template = z.record(z.string(), z.unknown()).parse(JSON.parse(rules.SecretStringTemplate));
  return JSON.stringify({ ...template, [rules.GenerateStringKey]: password });
}

function passwordOf(rules: z.output<typeof generate>): string {
  const types = [
    !rules.ExcludeLowercase && "abcdefghijklmnopqrstuvwxyz",
    !rules.ExcludeUppercase && "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    !rules.ExcludeNumbers && "0123456789",
    !rules.ExcludePunctuation && "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    rules.IncludeSpace && " ",
  ]
    .filter((type) => type !== false)
    .map((type) => [...type].filter((sign) => !rules.ExcludeCharacters.includes(sign)))
    .filter((type) => type.length > 0);
  const one = (signs: readonly string[]) => signs[randomInt(signs.length)] ?? "";
  const required = rules.RequireEachIncludedType ? types.map(one).slice(0, rules.PasswordLength) : [];
  const rest = Array.from({ length: rules.PasswordLength - required.length }, () => one(types.flat()));
  return shuffled([...required, ...rest]).join("");
}

// Fisher and Yates.
function shuffled(signs: string[]): string[] {
  for (let at = signs.length - 1; at > 0; at--) {
    const other = randomInt(at + 1);
    [signs[at], signs[other]] = [signs[other] ?? "", signs[at] ?? ""];
  }
  return signs;
}
