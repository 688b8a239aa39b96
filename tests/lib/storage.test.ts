import { expect, test } from "vitest";
import { ofType, synthesise, type TemplateResource } from "#tests/lib/deployment.ts";

const deployment = synthesise();
const named = (resources: readonly TemplateResource[]) =>
  resources.map((resource): [string, TemplateResource] => [`${resource.stack}/${resource.id}`, resource]);
const tables = named(ofType(deployment, "AWS::DynamoDB::GlobalTable"));
const buckets = named(ofType(deployment, "AWS::S3::Bucket"));
const queues = ofType(deployment, "AWS::SQS::Queue");

test("a stamp has two tables, the control plane one", () => {
  expect(tables).toHaveLength(3 * 2 + 1);
});

test.each(tables)(
  "%s is encrypted, restorable, guarded against deletion and kept",
  (_name, { properties }) => {
    expect(properties.SSESpecification).toMatchObject({ SSEEnabled: true, SSEType: "KMS" });
    expect(properties.BillingMode).toBe("PAY_PER_REQUEST");
    expect(properties.TimeToLiveSpecification).toEqual({ AttributeName: "expiresAt", Enabled: true });
    expect(properties.Replicas).toHaveLength(1);
    for (const replica of properties.Replicas)
      expect(replica).toMatchObject({
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { KMSMasterKeyId: expect.anything() },
      });
  },
);

test("the tables are asked by their key, two indexes and the hour", () => {
  const indexes = tables.map(([name, { properties }]) => [
    name.replace(/[0-9A-F]{8}$/, ""),
    properties.GlobalSecondaryIndexes.map((it: { IndexName: string }) => it.IndexName).join(" "),
  ]);

  expect(Object.fromEntries(indexes)).toMatchObject({
    "Tenure-Pool-Data/TenantTable": "gsi1 gsi2 hour",
    "Tenure-Pool-Data/IdentityTable": "gsi1",
    "Tenure-ControlPlane/Catalogue": "gsi1",
  });
});

test.each(buckets)("%s is closed to the public, encrypted and kept", (_name, { properties }) => {
  expect(properties.PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  });
  expect(properties.BucketEncryption.ServerSideEncryptionConfiguration).toHaveLength(1);
  expect(properties.OwnershipControls.Rules).toEqual([{ ObjectOwnership: "BucketOwnerEnforced" }]);
});

test("what was uploaded and exported, with people's data in the open, does not lie about for ever", () => {
  const files = buckets.filter(([name]) => name.includes("/Files"));

  expect(files).toHaveLength(3);
  for (const [, { properties }] of files)
    expect(properties.LifecycleConfiguration.Rules).toEqual([
      expect.objectContaining({
        Status: "Enabled",
        ExpirationInDays: 31,
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      }),
    ]);
});

test.each(buckets)("%s refuses what does not come over TLS", (_name, { stack, id }) => {
  const policy = ofType(deployment, "AWS::S3::BucketPolicy").find(
    (it) => it.stack === stack && it.properties.Bucket.Ref === id,
  );

  expect(policy?.properties.PolicyDocument.Statement).toContainEqual(
    expect.objectContaining({
      Effect: "Deny",
      Principal: { AWS: "*" },
      Action: "s3:*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    }),
  );
});

test("checkpoints are locked in compliance mode, in every stamp", () => {
  const locked = buckets.filter(([, { properties }]) => properties.ObjectLockEnabled);

  expect(locked.map(([, { stack }]) => stack).sort()).toEqual([
    "Tenure-AcmeCare-Data",
    "Tenure-Globex-Data",
    "Tenure-Pool-Data",
  ]);
  for (const [, { properties }] of locked)
    expect(properties.ObjectLockConfiguration.Rule.DefaultRetention).toEqual({
      Mode: "COMPLIANCE",
      Days: 365,
    });
});

test("every queue has its dead letters, of its own kind, or is such a queue", () => {
  const targets = queues.flatMap(({ stack, properties }) => {
    const target = properties.RedrivePolicy?.deadLetterTargetArn["Fn::GetAtt"][0];
    return target ? [{ stack, id: target, fifo: properties.FifoQueue }] : [];
  });
  const without = queues.filter(
    ({ stack, id, properties }) =>
      !properties.RedrivePolicy &&
      !targets.some((it) => it.stack === stack && it.id === id && it.fifo === properties.FifoQueue),
  );

  expect(targets.length).toBeGreaterThan(0);
  expect(without).toEqual([]);
});

test("a message stays hidden at least as long as its consumer may run", () => {
  const functions = ofType(deployment, "AWS::Lambda::Function");
  const mappings = ofType(deployment, "AWS::Lambda::EventSourceMapping").flatMap(({ stack, properties }) => {
    const inStack = (id: string) => (it: TemplateResource) => it.stack === stack && it.id === id;
    const queue = queues.find(inStack(properties.EventSourceArn["Fn::GetAtt"]?.[0]));
    const fn = functions.find(inStack(properties.FunctionName.Ref));
    return queue && fn ? [{ hidden: queue.properties.VisibilityTimeout, runs: fn.properties.Timeout }] : [];
  });

  expect(mappings.length).toBeGreaterThan(20);
  expect(mappings.filter(({ hidden, runs }) => !(hidden >= runs))).toEqual([]);
});
