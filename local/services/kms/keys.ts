import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import * as z from "zod";
import type { Provider, Resource } from "#local/resource.ts";
import { AwsError } from "#local/services/aws-error.ts";
import type { Store } from "#local/store.ts";

const keySpec = z.enum(["SYMMETRIC_DEFAULT", "ECC_NIST_P256"]);

/** A key that never leaves the local KMS. */
export interface Key {
  readonly arn: string;
  readonly id: string;
  readonly spec: z.infer<typeof keySpec>;
  readonly usage: "ENCRYPT_DECRYPT" | "SIGN_VERIFY";
  readonly enabled: boolean;
  readonly description: string;
  readonly createdAt: number;
  /** 32 bytes, or a private key in PKCS #8. */
  readonly material: Buffer;
  /** What a ciphertext names its key by: 16 bytes. */
  readonly mark: Buffer;
}

export interface Keys extends Provider {
  readonly define: (resource: Resource) => void;
  /** By key id, key ARN, alias name or alias ARN; refuses with `NotFoundException`. */
  readonly find: (idOrArn: string, region: string) => Key;
  readonly byMark: (mark: Buffer) => Key | undefined;
}

const keyProperties = z.object({
  KeySpec: keySpec.default("SYMMETRIC_DEFAULT"),
  KeyUsage: z.enum(["ENCRYPT_DECRYPT", "SIGN_VERIFY"]).default("ENCRYPT_DECRYPT"),
  Enabled: z.boolean().default(true),
  Description: z.string().default(""),
});
const aliasProperties = z.object({ AliasName: z.string(), TargetKeyId: z.string() });
const row = z.object({ material: z.instanceof(Uint8Array), createdAt: z.number() });

/** The keys that the stacks declare. Their material is made once and kept in the store. */
export function openKeys(store: Store, now: () => number): Keys {
  store.run(
    "CREATE TABLE IF NOT EXISTS kmsKey (arn TEXT PRIMARY KEY, material BLOB NOT NULL, createdAt INTEGER NOT NULL) STRICT",
  );
  const keys = new Map<string, Key>();
  const aliases = new Map<string, string>();

  const defineKey = (resource: Resource) => {
    const properties = keyProperties.parse(resource.properties);
    const insert = "INSERT INTO kmsKey VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
    store.run(insert, resource.arn, materialOf(properties.KeySpec), now());
    const [kept] = store.rows(row, "SELECT material, createdAt FROM kmsKey WHERE arn = ?", resource.arn);
    if (kept) keys.set(resource.arn, keyOf(resource.arn, properties, kept));
  };

  const find = (idOrArn: string, region: string): Key => {
    const own = (name: string) => (name.startsWith("arn:") ? name : `${region}:${name}`);
    const named = aliases.get(own(idOrArn)) ?? idOrArn;
    const key =
      keys.get(named) ?? [...keys.values()].find(({ id, arn }) => id === named && regionOf(arn) === region);
    if (!key) throw new AwsError("NotFoundException", `Key '${idOrArn}' does not exist`);
    return key;
  };

  return {
    types: ["AWS::KMS::Key", "AWS::KMS::Alias"],
    define: (resource) => {
      if (resource.type === "AWS::KMS::Key") return defineKey(resource);
      const { AliasName, TargetKeyId } = aliasProperties.parse(resource.properties);
      const [, , , region = "", account = ""] = resource.arn.split(":");
      aliases.set(`${region}:${AliasName}`, TargetKeyId);
      aliases.set(`arn:aws:kms:${region}:${account}:${AliasName}`, TargetKeyId);
    },
    find,
    byMark: (mark) => [...keys.values()].find((key) => key.mark.equals(mark)),
  };
}

const regionOf = (arn: string): string => arn.split(":")[3] ?? "";

function keyOf(
  arn: string,
  { KeySpec, KeyUsage, Enabled, Description }: z.infer<typeof keyProperties>,
  { material, createdAt }: z.infer<typeof row>,
): Key {
  return {
    arn,
    id: arn.slice(arn.lastIndexOf("/") + 1),
    spec: KeySpec,
    usage: KeyUsage,
    enabled: Enabled,
    description: Description,
    createdAt,
    material: Buffer.from(material),
    mark: createHash("sha256").update(arn).digest().subarray(0, 16),
  };
}

const materialOf = (spec: Key["spec"]): Buffer =>
  spec === "SYMMETRIC_DEFAULT"
    ? randomBytes(32)
    : generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "der", type: "pkcs8" });

/** The private key of a signing key. */
export const privateKeyOf = ({ material }: Key): KeyObject =>
  createPrivateKey({ key: material, format: "der", type: "pkcs8" });
