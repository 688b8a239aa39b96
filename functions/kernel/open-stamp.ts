import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { STSClient } from "@aws-sdk/client-sts";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dataKeys } from "#functions/kernel/crypto/data-keys.ts";
import { sealerOf } from "#functions/kernel/crypto/sealer.ts";
import { commitWrites } from "#functions/kernel/dynamodb/commit-writes.ts";
import { fenced } from "#functions/kernel/dynamodb/fence.ts";
import { perTenant, routingClient } from "#functions/kernel/dynamodb/tenant-clients.ts";
import { tenantCredentials } from "#functions/kernel/dynamodb/tenant-credentials.ts";
import { asTenant } from "#functions/kernel/dynamodb/tenant-scope.ts";
import type { StampEnv } from "#functions/kernel/env.ts";
import { newTypeId } from "#functions/kernel/ids.ts";
import type { ClientOptions, Stamp } from "#functions/kernel/stamp.ts";
import { systemClock } from "#functions/kernel/time/clock.ts";

const translation = { marshallOptions: { removeUndefinedValues: true } };

/** Opens the stamp that a function runs in. Once per function environment, in its composition root. */
export function openStamp(env: StampEnv): Stamp {
  const base = new DynamoDBClient();
  const ownDocuments = DynamoDBDocumentClient.from(base, translation);
  const optionsOf = clientOptions(env);
  const eachTenant: Stamp["perTenant"] = (make) => perTenant((tenantId) => make(optionsOf(tenantId)));
  const clientOfTenant = perTenant((tenantId) => {
    // One connection pool for all tenants; only the credentials differ.
    const client = new DynamoDBClient({ ...optionsOf(tenantId), requestHandler: base.config.requestHandler });
    return fenced(DynamoDBDocumentClient.from(client, translation), tenantId);
  });
  const documents = routingClient(ownDocuments, clientOfTenant);
  const table = env.TENANT_TABLE;
  const kms = eachTenant((options) => new KMSClient(options));
  const sealer = sealerOf(dataKeys({ documents, table, kms, stampKeyArn: env.STAMP_KEY_ARN }));
  const parts = { clock: systemClock, newId: newTypeId, random: Math.random, sleep, sealer };
  const commit = commitWrites({ ...parts, client: documents, table });
  return { ...parts, env, documents, ownDocuments, commit, asTenant, perTenant: eachTenant };
}

// In a private stamp, which has one tenant, the functions hold its rights themselves.
function clientOptions({ TENANT_ROLE_ARN: role }: StampEnv): (tenantId: string) => ClientOptions {
  if (role === undefined) return () => ({});
  const credentialsOf = tenantCredentials(new STSClient(), role, { clock: systemClock, random: Math.random });
  return (tenantId) => ({ credentials: credentialsOf(tenantId) });
}
