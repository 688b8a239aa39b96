import * as z from "zod";
import { publicOperation } from "#functions/kernel/operation.ts";

const explorer = "/docs";

export const openExplorer = publicOperation({
  name: "openExplorer",
  summary: "Lead whoever comes to the bare address to the API explorer.",
  input: z.strictObject({}),
  output: z.object({ location: z.string() }),
  problems: [],
  example: { input: {}, output: { location: explorer } },
  run: () => async () => ({ location: explorer }),
});
