import { vi } from "vitest";
import { stampEnv } from "#functions/kernel/env.ts";
import { openStamp } from "#functions/kernel/open-stamp.ts";
import type { Stamp } from "#functions/kernel/stamp.ts";
import { sharedCloud, sharedFunction } from "#tests/support/cloud.ts";

/** The shared cloud's stamp, opened as one of its functions opens it: told the same, with the rights of its role. */
export function functionStamp(path: string): Stamp {
  const { variables, credentials } = sharedFunction(path);
  // The SDK looks for these by itself, as it does in a function.
  vi.stubEnv("AWS_ENDPOINT_URL", sharedCloud().aws?.endpoint);
  vi.stubEnv("AWS_REGION", "eu-west-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", credentials.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey);
  vi.stubEnv("AWS_SESSION_TOKEN", credentials.sessionToken);
  return openStamp(stampEnv.parse(variables));
}
