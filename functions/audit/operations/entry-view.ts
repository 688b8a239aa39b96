import * as z from "zod";
import type { Entry } from "#functions/audit/domain/entry.ts";

const subject = z.object({ kind: z.enum(["user", "key", "system"]), id: z.string() });

/** The record as it stands in the leaf. Its canonical JSON (RFC 8785) is what the tree hashes. */
export const recordView = z.looseObject({
  id: z.string(),
  time: z.string(),
  tenantId: z.string(),
  actor: subject,
  onBehalfOf: subject.optional(),
  operation: z.string(),
  requestId: z.string(),
  key: z.string(),
  outcome: z.enum(["committed", "denied", "read"]),
  events: z.array(z.record(z.string(), z.unknown())),
});

export const entryView = recordView.extend({
  index: z
    .int()
    .nullable()
    .meta({ description: "Place in the tree, from 0; null for the moment until it has one" }),
});

export const viewOf = ({ leaf, index }: Entry): z.infer<typeof entryView> =>
  entryView.parse({ ...JSON.parse(leaf), index: index ?? null });

export const exampleRecord = {
  id: "cmd_01kaf5w3q2e8s9c4v7b6n5m1x0",
  time: "2026-11-20T09:00:00.000Z",
  tenantId: "tnt_01kaf5w3q2e8s9c4v7b6n5m1x1",
  actor: { kind: "user" as const, id: "usr_01kaf5w3q2e8s9c4v7b6n5m1x2" },
  operation: "clockIn",
  requestId: "req-01kaf5w3q2",
  key: "4f0c7d5e",
  outcome: "committed" as const,
  events: [],
};

export const exampleRoot = "jo9z9Zk0l0V3p2wqvQ9V1g0sE2cZ0m3V7oYt1f7m2Jc=";
