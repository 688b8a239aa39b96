import { createHash } from "node:crypto";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import ipaddr from "ipaddr.js";
import type { Actor } from "#functions/kernel/actor.ts";
import { tenantPrefix } from "#functions/kernel/dynamodb/keys.ts";
import { tableCounter } from "#functions/kernel/limits/counters.ts";
import type { Bucket } from "#functions/kernel/limits/limiter.ts";
import { type Plan, planLimits } from "#functions/kernel/limits/plans.ts";

/** The buckets that a signed-in request counts in: its subject's, then its tenant's. */
export function tenantBuckets(
  documents: DynamoDBDocumentClient,
  table: string,
  { tenantId, subject }: Pick<Actor, "tenantId" | "subject">,
  plan: Plan,
): readonly [Bucket, Bucket] {
  const limits = planLimits[plan];
  const bucket = (name: string, id: string, quota: Bucket["quota"]): Bucket => {
    const key = `${tenantPrefix(tenantId)}kernel.limit#${id}`;
    return { name, key, quota, add: tableCounter(documents, table, key) };
  };
  const own = subject.kind === "key" ? limits.key : limits.person;
  return [bucket(subject.kind, subject.id, own), bucket("tenant", "tenant", limits.tenant)];
}

/** The bucket of whoever calls from one address. */
export function addressBucket(
  ownDocuments: DynamoDBDocumentClient,
  identityTable: string,
  address: string,
  limitPerMinute: number,
): Bucket {
  // An address is personal data; the counter needs only to tell one from another.
  const digest = createHash("sha256").update(networkOf(address)).digest("base64url").slice(0, 22);
  const key = `limit#${digest}`;
  const quota = { limit: limitPerMinute, windowSeconds: 60 };
  return { name: "address", key, quota, add: tableCounter(ownDocuments, identityTable, key) };
}

/** What one subscriber is given to call from: an IPv4 address, or the first 64 bits of an IPv6 one. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return "unknown";
  const parsed = ipaddr.process(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  return parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(":");
}
