import { Duration, Stack, type StackProps } from "aws-cdk-lib";
import { ProjectionType, type TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { EventBus, Match } from "aws-cdk-lib/aws-events";
import type { ManagedPolicy } from "aws-cdk-lib/aws-iam";
import { type Bucket, HttpMethods } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import type { Queryable } from "#lib/access/statements.ts";
import { TenantDoor } from "#lib/access/tenant-door.ts";
import type { CodeSource } from "#lib/code-source.ts";
import type { StampConfiguration } from "#lib/config.ts";
import { CheckpointStore } from "#lib/constructs/checkpoint-store.ts";
import { houseTable, index } from "#lib/constructs/house-table.ts";
import { accessLogsBucket, privateBucket } from "#lib/constructs/private-bucket.ts";
import { Publisher } from "#lib/constructs/publisher.ts";
import { tracingPolicy } from "#lib/constructs/tracing-policy.ts";
import type { KeyStack } from "#lib/stacks/key-stack.ts";

export interface DataStackProps extends StackProps {
  readonly stamp: StampConfiguration;
  readonly keys: KeyStack;
  /** Whose pages may put and get files by signed addresses. */
  readonly publicUrl: string;
  readonly code: CodeSource;
}

/** All that a stamp keeps, the ways to it, and the bus on which it tells what was committed. */
export class DataStack extends Stack {
  readonly tenantTable: TableV2;
  readonly identity: Queryable;
  readonly files: Bucket;
  readonly checkpoints: CheckpointStore;
  readonly bus: EventBus;
  readonly door: TenantDoor;
  readonly tracing: ManagedPolicy;

  constructor(scope: Construct, id: string, { stamp, keys, publicUrl, code, ...props }: DataStackProps) {
    super(scope, id, { terminationProtection: true, ...props });
    const storage = { encryptionKey: keys.dataKey, accessLogs: accessLogsBucket(this, "AccessLogs") };
    this.tracing = tracingPolicy(this);
    this.tenantTable = houseTable(this, "TenantTable", { ...storage, indexes: tenantIndexes, stream: true });
    const identityTable = houseTable(this, "IdentityTable", {
      ...storage,
      indexes: [index("gsi1")],
      stream: true,
    });
    this.identity = { table: identityTable, indexes: ["gsi1"] };
    this.files = privateBucket(this, "Files", {
      ...storage,
      ...uploads([publicUrl, ...stamp.settings.origins]),
    });
    this.checkpoints = new CheckpointStore(this, "CheckpointStore", {
      ...storage,
      retentionDays: stamp.settings.checkpointRetentionDays,
    });
    this.door = new TenantDoor(this, "TenantDoor", {
      kind: stamp.kind,
      data: { table: this.tenantTable, indexes: tenantIndexes.map(({ indexName }) => indexName) },
      files: this.files,
      stampKey: keys.stampKey,
    });
    this.bus = this.#archivedBus();
    new Publisher(this, "Publisher", {
      ...storage,
      tables: { Tenant: this.tenantTable, Identity: identityTable },
      bus: this.bus,
      tracing: this.tracing,
      code,
    });
  }

  // Events can hold encrypted personal data, so the archive is for replays after an accident, not for keeping.
  #archivedBus(): EventBus {
    const bus = new EventBus(this, "Bus");
    bus.archive("Archive", {
      eventPattern: { source: Match.prefix("") },
      retention: Duration.days(14),
    });
    return bus;
  }
}

const tenantIndexes = [index("gsi1"), index("gsi2"), index("hour", ProjectionType.KEYS_ONLY)];

const uploads = (allowedOrigins: string[]) => ({
  versioned: true,
  cors: [
    {
      allowedOrigins,
      allowedMethods: [HttpMethods.GET, HttpMethods.PUT],
      allowedHeaders: ["*"],
      exposedHeaders: ["ETag"],
      maxAge: 3600,
    },
  ],
  lifecycleRules: [
    {
      // Files go in and out by jobs, which are forgotten after 30 days; nothing that is to last belongs here.
      expiration: Duration.days(31),
      abortIncompleteMultipartUploadAfter: Duration.days(1),
      noncurrentVersionExpiration: Duration.days(30),
    },
  ],
});
