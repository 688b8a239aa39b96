import * as z from "zod";
import type { Reference } from "#functions/docs/ports.ts";
import { publicOperation } from "#functions/kernel/operation.ts";

interface Deps {
  readonly reference: Pick<Reference, "description">;
}

export const readApiDescription = publicOperation({
  name: "readApiDescription",
  summary: "Read the description of this API as OpenAPI 3.1.",
  input: z.strictObject({}),
  output: z.record(z.string(), z.unknown()),
  problems: [],
  example: { input: {}, output: { openapi: "3.1.0" } },
  run:
    ({ reference }: Deps) =>
    async () =>
      reference.description(),
});
