import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import type { Sealer } from "#functions/kernel/crypto/sealer.ts";
import type { StampEnv } from "#functions/kernel/env.ts";
import type { NewId } from "#functions/kernel/ids.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

/** What a stamp gives to each of its functions; composition roots hand parts of it to operations and adapters. */
export interface Stamp {
  readonly env: StampEnv;
  readonly clock: Clock;
  readonly newId: NewId;
  /** The tenant table, under the credentials of the tenant being served. Build entities on it once. */
  readonly documents: DynamoDBDocumentClient;
  /** The function's own rights; for the identity table. */
  readonly ownDocuments: DynamoDBDocumentClient;
  /** Commits to the tenant table. */
  readonly commit: CommitWrites;
  readonly sealer: Sealer;
  /** Serves one tenant: all that `documents` does inside `work` is done as that tenant. */
  readonly asTenant: <T>(tenantId: string, work: () => Promise<T>) => Promise<T>;
}
