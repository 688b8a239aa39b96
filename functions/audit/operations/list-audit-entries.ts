import * as z from "zod";
import { entryView, exampleRecord, viewOf } from "#functions/audit/operations/entry-view.ts";
import type { Entries } from "#functions/audit/ports.ts";
import { operation } from "#functions/kernel/operation.ts";
import { pageInput, pageOf } from "#functions/kernel/paging.ts";
import { instant } from "#functions/kernel/time/instant.ts";

interface Deps {
  readonly entries: Entries;
}

const utc = (text: string | undefined): string | undefined => text && new Date(text).toISOString();

export const listAuditEntries = operation({
  name: "listAuditEntries",
  summary:
    "List who did what, newest first. With a filter, a page may hold fewer entries than asked for, and still not be the last.",
  permission: "audit:read",
  input: z
    .strictObject({
      from: instant.optional().meta({ description: "Not before this instant" }),
      to: instant.optional().meta({ description: "Before this instant" }),
      operation: z.string().max(100).optional(),
      actor: z.string().max(100).optional().meta({ description: "Id of who acted" }),
      ...pageInput,
    })
    .refine(({ from, to }) => !from || !to || Date.parse(from) <= Date.parse(to), {
      message: "`to` is not before `from`",
      path: ["to"],
    }),
  output: pageOf(entryView),
  problems: ["request.cursor-invalid"],
  example: {
    input: { operation: "clockIn" },
    output: { items: [{ ...exampleRecord, index: 0 }], nextCursor: null },
  },
  run:
    ({ entries }: Deps) =>
    async ({ tenantId }, { cursor, limit, from, to, ...filter }) => {
      const span = { from: utc(from), to: utc(to) };
      const found = await entries.list(tenantId, { ...span, ...filter }, { cursor, limit });
      return { items: found.items.map(viewOf), nextCursor: found.nextCursor };
    },
});
