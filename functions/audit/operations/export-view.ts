import * as z from "zod";
import type { ExportJob } from "#functions/audit/domain/export-job.ts";

export const exportView = z.object({
  id: z.string(),
  status: z.enum(["queued", "running", "succeeded", "failed"]),
  processed: z.int().meta({ description: "Entries written" }),
  total: z.int().optional().meta({ description: "Entries to write, once it runs" }),
  failure: z.object({ code: z.string(), message: z.string() }).optional(),
  url: z
    .string()
    .optional()
    .meta({ description: "Where to GET the file, for a quarter of an hour; ask again for another" }),
  createdAt: z.string(),
});

export const exportViewOf = (job: ExportJob, url?: string): z.infer<typeof exportView> => ({
  ...z.parse(exportView, job),
  total: job.checkpoint?.size,
  url,
});

export const exampleExport = {
  id: "aex_01kaf5w3q2e8s9c4v7b6n5m1x5",
  status: "queued" as const,
  processed: 0,
  createdAt: "2026-11-20T09:00:00.000Z",
};
