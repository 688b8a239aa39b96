import { randomBytes } from "node:crypto";
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { LRUCache } from "lru-cache";
import { decrypt, encrypt } from "#functions/kernel/crypto/aead.ts";
import { tenantPrefix } from "#functions/kernel/dynamodb/keys.ts";

/** The keys under which a tenant's, and a person's, data are encrypted: KMS wraps the tenant's, the tenant's wraps each person's. */
export interface DataKeys {
  readonly ofTenant: (tenantId: string) => Promise<Buffer>;
  /** Made when first asked for. `undefined` once the person has been erased. */
  readonly ofPerson: (tenantId: string, personId: string) => Promise<Buffer | undefined>;
}

interface Deps {
  /** Both serve the current tenant, under its credentials. */
  readonly documents: DynamoDBDocumentClient;
  readonly kms: () => KMSClient;
  readonly table: string;
  readonly stampKeyArn: string;
}

const keyBytes = 32;
const minute = 60_000;

interface KeyItem {
  readonly wrapped?: unknown;
  readonly erased?: unknown;
}

export function dataKeys(deps: Deps): DataKeys {
  const tenants = new LRUCache<string, Promise<Buffer>>({ max: 500, ttl: 30 * minute });
  // Short, because an erased person's key must not outlive them for long.
  const persons = new LRUCache<string, Promise<Buffer | undefined>>({ max: 5000, ttl: minute });
  const ofTenant = (tenantId: string) => remembered(tenants, tenantId, () => tenantKeyOf(deps, tenantId));
  return {
    ofTenant,
    ofPerson: (tenantId, personId) =>
      remembered(persons, `${tenantId}#${personId}`, async () =>
        personKeyOf(deps, await ofTenant(tenantId), tenantId, personId),
      ),
  };
}

function remembered<T>(
  cache: LRUCache<string, Promise<T>>,
  name: string,
  make: () => Promise<T>,
): Promise<T> {
  const known = cache.get(name);
  if (known !== undefined) return known;
  const made = make();
  cache.set(name, made);
  made.catch(() => cache.delete(name));
  return made;
}

async function tenantKeyOf({ kms, stampKeyArn, ...store }: Deps, tenantId: string): Promise<Buffer> {
  const EncryptionContext = { tenant: tenantId };
  const pk = `${tenantPrefix(tenantId)}kernel.data-key`;
  const { wrapped } =
    (await find(store, pk)) ??
    (await firstOf(store, pk, async () => {
      const made = await kms().send(
        new GenerateDataKeyCommand({ KeyId: stampKeyArn, KeySpec: "AES_256", EncryptionContext }),
      );
      return Buffer.from(made.CiphertextBlob ?? []).toString("base64url");
    }));
  const { Plaintext } = await kms().send(
    new DecryptCommand({
      KeyId: stampKeyArn,
      CiphertextBlob: Buffer.from(String(wrapped), "base64url"),
      EncryptionContext,
    }),
  );
  if (!Plaintext) throw new Error("KMS gave no key");
  return Buffer.from(Plaintext);
}

async function personKeyOf(
  store: Deps,
  tenantKey: Buffer,
  tenantId: string,
  personId: string,
): Promise<Buffer | undefined> {
  const context = `person-key#${tenantId}#${personId}`;
  const pk = `${tenantPrefix(tenantId)}kernel.data-key#${personId}`;
  const { wrapped, erased } =
    (await find(store, pk)) ??
    (await firstOf(store, pk, async () => encrypt(tenantKey, context, randomBytes(keyBytes))));
  return erased === true ? undefined : decrypt(tenantKey, context, String(wrapped));
}

type Store = Pick<Deps, "documents" | "table">;

async function find({ documents, table }: Store, pk: string): Promise<KeyItem | undefined> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: table, Key: { pk, sk: "key" }, ConsistentRead: true }),
  );
  return Item;
}

// Of two that make a key at the same time, the first one's counts for both.
async function firstOf(store: Store, pk: string, make: () => Promise<string>): Promise<KeyItem> {
  try {
    const made = { wrapped: await make() };
    await store.documents.send(
      new PutCommand({
        TableName: store.table,
        Item: { pk, sk: "key", ...made },
        ConditionExpression: "attribute_not_exists(pk)",
      }),
    );
    return made;
  } catch (error) {
    const winner =
      error instanceof Error && error.name === "ConditionalCheckFailedException" && (await find(store, pk));
    if (winner) return winner;
    throw error;
  }
}
