import { execFile } from "node:child_process";
import { createReadStream, createWriteStream, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { ApiClient } from "#local/demo/api-client.ts";
import type { Teller } from "#local/demo/tell.ts";
import { until } from "#local/demo/until.ts";

/** An exported audit trail on disk. */
export interface Trail {
  readonly file: string;
  /** Entries under the signed checkpoint. */
  readonly size: number;
  /** The events that the entries tell of. */
  readonly events: readonly TrailEvent[];
}

export interface TrailEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
}

const quietMs = 3_000;

/** Exports the whole trail, once it has taken in all that was done. */
export async function exportAudit(api: ApiClient, tell: Teller): Promise<Trail> {
  tell.chapter("6. It takes its audit trail home");
  await settled(api);
  const { id } = await api.call<{ id: string }>("POST", "/v1/audit/exports", {});
  const { url } = await until("the export", async () => {
    const job = await api.call<{ status: string; url?: string }>("GET", `/v1/audit/exports/${id}`);
    if (job.status === "failed") throw new Error("The export failed");
    return job.status === "succeeded" && job.url ? { url: job.url } : undefined;
  });
  const file = join(mkdtempSync(join(tmpdir(), "tenure-demo-")), "audit.ndjson");
  const { body } = await fetch(url);
  if (!body) throw new Error("The export is empty");
  await pipeline(Readable.fromWeb(body), createWriteStream(file));
  const trail = await read(file);
  tell.say(`${trail.size} entries in ${file}`);
  return { file, ...trail };
}

// Entries come in a moment after the commands that they tell of.
async function settled(api: ApiClient): Promise<void> {
  let size = -1;
  let since = Date.now();
  await until(
    "the audit trail to settle",
    async () => {
      const checkpoint = await api
        .call<{ size: number }>("GET", "/v1/audit/checkpoint")
        .catch(() => ({ size: -1 }));
      if (checkpoint.size !== size) since = Date.now();
      size = checkpoint.size;
      return size > 0 && Date.now() - since > quietMs ? true : undefined;
    },
    120_000,
  );
}

async function read(file: string): Promise<Omit<Trail, "file">> {
  let size = 0;
  const events: TrailEvent[] = [];
  for await (const line of createInterface({ input: createReadStream(file, "utf8") })) {
    const { entry }: { entry?: { events: readonly TrailEvent[] } } = JSON.parse(line);
    if (!entry) continue;
    size += 1;
    events.push(...entry.events.map(({ id, type, time }) => ({ id, type, time })));
  }
  return { size, events };
}

const verifier = fileURLToPath(new URL("../../functions/audit/verifier/tenure-audit.ts", import.meta.url));

/** Has the file checked by a program that knows neither the platform nor the network. */
export async function verifyOffline(file: string, tell: Teller): Promise<boolean> {
  tell.chapter("8. Anybody can verify the trail offline");
  const ran = promisify(execFile)(process.execPath, [verifier, "verify", file, "--json"]);
  // It exits with 1 when it found the trail wanting, and says so all the same.
  const { stdout } = await ran.catch((failed: { readonly stdout: string }) => failed);
  const { verified, entries, root }: { verified: boolean; entries: number; root: string } =
    JSON.parse(stdout);
  tell.say(`npx tenure-audit verify ${file}`);
  tell.say(`${verified ? "verified" : "NOT verified"}: ${entries} entries under ${root}`);
  return verified;
}
