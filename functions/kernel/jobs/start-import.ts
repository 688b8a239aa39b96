import * as z from "zod";
import type { Actor } from "#functions/kernel/actor.ts";
import { columnSource, type Mapping } from "#functions/kernel/csv/mapping.ts";
import { fileKey } from "#functions/kernel/files/files.ts";
import type { ImportApi, ImportDeps } from "#functions/kernel/jobs/import-api.ts";
import { exampleBeginning, importView, signedUpload, viewOf } from "#functions/kernel/jobs/import-view.ts";
import { type ImportJob, importMode, onError } from "#functions/kernel/jobs/job.ts";
import { operation } from "#functions/kernel/operation.ts";

const keptSeconds = 30 * 24 * 3600;

const chosen = { mode: importMode.default("apply"), onError: onError.default("keep-good") };

interface Chosen {
  readonly mode: ImportJob["mode"];
  readonly onError: ImportJob["onError"];
  readonly mapping?: Mapping | undefined;
}

// The context's own options are its own matter: typed where its plan reads them.
const inputOf = (api: ImportApi): z.core.$ZodType<Chosen & Readonly<Record<string, unknown>>> =>
  z.strictObject({
    ...api.options,
    ...chosen,
    mapping: z.strictObject(sourcesOf(api)).optional().meta({
      description: "Left out: headings are names of fields, unless the form of the file says otherwise.",
    }),
  });

// Not a record: zod passes over a key `__proto__` there, and an unknown field is to be refused.
const sourcesOf = ({ fields, about = {} }: ImportApi) =>
  Object.fromEntries(
    Object.keys(fields).map((field) => {
      const source = columnSource.optional();
      const description = about[field];
      return [field, description === undefined ? source : source.meta({ description })];
    }),
  );

/** Opens an import that awaits its files, and says where to put them; a repeated command gets fresh addresses of the same. */
export const startImport = (api: ImportApi) =>
  operation({
    name: `start${api.noun}`,
    summary: "Start an import: it answers where to upload the files, and is carried out once they are there.",
    permission: api.permission,
    input: inputOf(api),
    output: importView.extend({ uploads: z.array(signedUpload) }),
    problems: [],
    example: {
      input: api.exampleInput,
      output: {
        ...exampleBeginning,
        status: "awaiting-upload",
        uploads: [{ name: "file", url: "https://files.example/…", headers: { "content-type": "text/csv" } }],
      },
    },
    run:
      ({ jobs, files, commit, clock, newId }: ImportDeps) =>
      async (actor, { mode, onError, mapping, ...options }) => {
        const job = newJob(
          api,
          actor,
          { id: newId("imp"), now: clock() },
          { mode, onError, mapping },
          options,
        );
        const kept = await commit(actor, { changes: [jobs.add(job)], events: [], answer: job });
        const uploads = await Promise.all(
          kept.files.map(async ({ name, key }) => ({ name, ...(await files.uploadOf(key)) })),
        );
        return { ...viewOf(kept), uploads };
      },
  });

function newJob(
  { kind, context, files }: ImportApi,
  { tenantId, subject, requestId }: Actor,
  { id, now }: { readonly id: string; readonly now: Date },
  choice: Chosen,
  options: Readonly<Record<string, unknown>>,
): ImportJob {
  const named = files(options).map((name) => ({ name, key: fileKey(tenantId, context, id, `${name}.csv`) }));
  return {
    ...choice,
    id,
    tenantId,
    kind,
    status: "awaiting-upload",
    options: { ...options },
    files: named,
    processed: 0,
    counts: { created: 0, updated: 0, unchanged: 0, failed: 0, errorsListed: 0 },
    checkpoint: { pass: "survey" },
    step: 0,
    hops: 0,
    attempts: 0,
    version: 1,
    createdAt: now.toISOString(),
    changedAt: now.toISOString(),
    startedBy: subject,
    requestId,
    expiresAt: Math.floor(now.getTime() / 1000) + keptSeconds,
  };
}
