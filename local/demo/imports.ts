import { openAsBlob } from "node:fs";
import type { ApiClient } from "#local/demo/api-client.ts";
import type { Teller } from "#local/demo/tell.ts";
import { until } from "#local/demo/until.ts";

interface Upload {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** How an import stands, or ended. */
export interface ImportReport {
  readonly id: string;
  readonly status: string;
  readonly processed: number;
  /** Null until the files have been looked over. */
  readonly total: number | null;
  readonly created: number;
  readonly updated: number;
  readonly failed: number;
  readonly failure?: { readonly code: string; readonly message: string };
}

const ended = ["succeeded", "failed", "cancelled"];
const longestMs = 15 * 60_000;

/** Imports files the way a program does: ask, upload to each signed URL, start, watch. */
export async function runImport(
  api: ApiClient,
  tell: Teller,
  what: {
    readonly context: "people" | "time";
    readonly request: object;
    readonly files: Readonly<Record<string, string>>;
  },
): Promise<ImportReport> {
  const path = `/v1/${what.context}/imports`;
  const { id, uploads } = await api.call<{ id: string; uploads: readonly Upload[] }>(
    "POST",
    path,
    what.request,
  );
  for (const upload of uploads) await send(upload, what.files[upload.name] ?? "");
  await api.call("POST", `${path}/${id}/start`, {});
  const report = await until(
    `the import of ${what.context}`,
    async () => {
      const now = await api.call<ImportReport>("GET", `${path}/${id}`);
      tell.progress(`Importing ${what.context}`, now.processed, now.total);
      if (ended.includes(now.status)) return now;
      // The platform needs no hurry from us.
      await new Promise((resolve) => setTimeout(resolve, 800));
      return undefined;
    },
    longestMs,
  );
  if (report.status !== "succeeded")
    throw new Error(
      `The import of ${what.context} ${report.status}: ${report.failure?.code} ${report.failure?.message}`,
    );
  return report;
}

async function send({ url, headers, name }: Upload, file: string): Promise<void> {
  const response = await fetch(url, { method: "PUT", headers, body: await openAsBlob(file) });
  if (!response.ok)
    throw new Error(`The upload of ${name} was answered ${response.status}: ${await response.text()}`);
}
