import * as z from "zod";

/** An output as its schema lets it out, and whether all of it was as the schema says. */
export interface Whitelisted {
  readonly output: unknown;
  readonly sound: boolean;
}

/** Leaves of an output only what its schema declares. What is declared and wrong is left out too, and not `sound`. */
export function whitelist(schema: z.core.$ZodType, output: unknown): Whitelisted {
  const result = z.safeParse(schema, output);
  return result.success
    ? { output: result.data, sound: true }
    : { output: validFields(schema, output), sound: false };
}

// Not `z.core.$ZodObject`: a bundler cannot see through that and would pack every translation of zod's messages.
function validFields(schema: z.core.$ZodType, output: unknown): object {
  if (!(schema instanceof z.ZodObject) || typeof output !== "object" || output === null) return {};
  const fields = new Map(Object.entries(output));
  return Object.fromEntries(
    Object.entries(schema.shape).flatMap(([name, field]) => {
      const result = fields.has(name) ? z.safeParse(field, fields.get(name)) : undefined;
      return result?.success ? [[name, result.data]] : [];
    }),
  );
}
