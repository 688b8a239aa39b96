import * as z from "zod";
import type { Reference } from "#functions/docs/ports.ts";
import { publicOperation } from "#functions/kernel/operation.ts";

interface Deps {
  readonly reference: Pick<Reference, "script" | "style">;
}

const asset = { input: z.strictObject({}), output: z.object({ text: z.string() }), problems: [] };

export const readExplorerScript = publicOperation({
  ...asset,
  name: "readExplorerScript",
  summary: "The explorer's script.",
  example: { input: {}, output: { text: "…" } },
  run:
    ({ reference }: Deps) =>
    async () => ({ text: reference.script }),
});

export const readExplorerStyle = publicOperation({
  ...asset,
  name: "readExplorerStyle",
  summary: "The explorer's style sheet.",
  example: { input: {}, output: { text: "…" } },
  run:
    ({ reference }: Deps) =>
    async () => ({ text: reference.style }),
});
