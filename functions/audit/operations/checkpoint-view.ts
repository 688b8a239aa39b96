import * as z from "zod";
import { exampleRoot } from "#functions/audit/operations/entry-view.ts";
import type { Log, SignedCheckpoint } from "#functions/audit/ports.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";

export const checkpointView = z.object({
  size: z.int().meta({ description: "Entries in the tree" }),
  root: z.string().meta({ description: "Root hash of the RFC 9162 tree, base64" }),
  time: z.string(),
  signed: z
    .string()
    .meta({ description: "Compact JWS (RFC 7515, ES256) over all this; any JOSE library verifies it" }),
  key: z.object({
    kty: z.literal("EC"),
    crv: z.literal("P-256"),
    x: z.string(),
    y: z.string(),
    kid: z.string(),
  }),
});

export const exampleCheckpoint = {
  size: 2,
  root: exampleRoot,
  time: "2026-11-20T09:00:01.000Z",
  signed: "eyJhbGciOiJFUzI1NiJ9.eyJzaXplIjoyfQ.c2lnbmF0dXJl",
  key: {
    kty: "EC" as const,
    crv: "P-256" as const,
    x: "f83OJ3D2xF1B",
    y: "x_FEzRu9m36H",
    kid: "oKIywvGUpTVT",
  },
};

/** The tenant's latest checkpoint. Refuses with `audit.no-checkpoint` before the first. */
export async function latestCheckpoint(log: Log, tenantId: string): Promise<SignedCheckpoint> {
  const { checkpoint } = await log.head(tenantId);
  return checkpoint ?? refuse("not-found", "audit.no-checkpoint", "Nothing has been recorded yet");
}

export const base64 = (hash: Uint8Array): string => Buffer.from(hash).toString("base64");
