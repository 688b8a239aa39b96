import * as z from "zod";
import type { Reference } from "#functions/docs/ports.ts";
import { publicOperation } from "#functions/kernel/operation.ts";

interface Deps {
  readonly reference: Pick<Reference, "explorer" | "problems">;
}

const page = { input: z.strictObject({}), output: z.object({ html: z.string() }), problems: [] };

export const readExplorer = publicOperation({
  ...page,
  name: "readExplorer",
  summary: "Show the API explorer, a page to read about operations and to try them.",
  example: { input: {}, output: { html: "<!doctype html>…" } },
  run:
    ({ reference }: Deps) =>
    async () => ({ html: reference.explorer() }),
});

export const readProblems = publicOperation({
  ...page,
  name: "readProblems",
  summary: "Show what each problem code means.",
  example: { input: {}, output: { html: "<!doctype html>…" } },
  run:
    ({ reference }: Deps) =>
    async () => ({ html: reference.problems() }),
});
