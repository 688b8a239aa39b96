import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import type { Sealer } from "#functions/kernel/crypto/sealer.ts";
import type { StampEnv } from "#functions/kernel/env.ts";
import type { NewId } from "#functions/kernel/ids.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

/** Whose credentials a client signs with; left out, the function's own. */
export interface ClientOptions {
  readonly credentials?: NonNullable<DynamoDBClientConfig["credentials"]>;
}

/** What a stamp gives to each of its functions; composition roots hand parts of it to operations and adapters. */
export interface Stamp {
  readonly env: StampEnv;
  readonly clock: Clock;
  readonly newId: NewId;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** The tenant table, under the credentials of the tenant being served. Build entities on it once. */
  readonly documents: DynamoDBDocumentClient;
  /** The function's own rights; for the identity table. */
  readonly ownDocuments: DynamoDBDocumentClient;
  /** Commits to the tenant table. */
  readonly commit: CommitWrites;
  readonly sealer: Sealer;
  /** Serves one tenant: all that `documents` does inside `work` is done as that tenant. */
  readonly asTenant: <T>(tenantId: string, work: () => Promise<T>) => Promise<T>;
  /** A client of another service under the credentials of the tenant being served: `const s3 = stamp.perTenant((o) => new S3Client(o))`, then `s3().send(…)`. */
  readonly perTenant: <Client extends object>(make: (options: ClientOptions) => Client) => () => Client;
}
