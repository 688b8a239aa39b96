import * as z from "zod";

/** What the control plane's function is told. It belongs to no stamp. */
export const catalogueEnv = z.object({ CATALOGUE_TABLE: z.string().min(1) });

export type CatalogueEnv = z.infer<typeof catalogueEnv>;
