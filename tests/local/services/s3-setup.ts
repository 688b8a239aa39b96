import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import type { Authorize } from "#local/services/authorize.ts";
import { startEndpoint } from "#local/services/endpoint.ts";
import { openS3 } from "#local/services/s3/s3.ts";
import { openStore } from "#local/store.ts";
import { manualClock } from "#tests/local/services/manual-clock.ts";

export const origin = "http://localhost:3000";

/** A running S3 with a plain, a versioned and a locked bucket. */
export async function startS3({ authorize }: { authorize?: Authorize } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "s3-"));
  // The client signs with the time of day, so a test starts now and turns the clock on from here.
  const { clock, advance } = manualClock(Date.now());
  const open = () => {
    const store = openStore(join(folder, "state.db"));
    const s3 = openS3({
      store,
      folder: join(folder, "objects"),
      clock,
      newId: randomUUID,
      secretOf: (id) => (id === "app" ? "secret" : undefined),
      ...(authorize && { authorize }),
    });
    const cors = {
      AllowedOrigins: [origin],
      AllowedMethods: ["PUT", "GET"],
      AllowedHeaders: ["content-*"],
      ExposedHeaders: ["ETag"],
      MaxAge: 60,
    };
    const define = (name: string, properties: Record<string, unknown> = {}) =>
      s3.buckets.define({
        type: "AWS::S3::Bucket",
        stack: "Test",
        logicalId: name,
        name,
        arn: `arn:aws:s3:::${name}`,
        properties,
      });
    define("plain", { CorsConfiguration: { CorsRules: [cors] } });
    define("versioned", { VersioningConfiguration: { Status: "Enabled" } });
    define("locked", {
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: "COMPLIANCE", Days: 1 } } },
    });
    return s3;
  };
  const endpoint = await startEndpoint({}, { streaming: { s3: open().service } });
  const client = clientOf(endpoint.url);
  const stop = async () => {
    client.destroy();
    await endpoint.stop();
    rmSync(folder, { recursive: true });
  };
  return { client, url: endpoint.url, clock, advance, folder, reopen: open, stop };
}

export const clientOf = (endpoint: string, accessKeyId = "app", secretAccessKey = "secret") =>
  new S3Client({
    endpoint,
    region: "eu-west-1",
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey },
  });
