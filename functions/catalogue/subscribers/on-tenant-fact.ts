import * as z from "zod";
import type { Catalogue } from "#functions/catalogue/ports.ts";

// Every fact about a tenant tells its whole state, so one rule serves them all; what is new in one is ignored.
const told = z.object({
  detail: z.object({
    tenantId: z.string(),
    sequence: z.int(),
    data: z.object({
      slug: z.string(),
      stamp: z.string(),
      region: z.string(),
      plan: z.string(),
      status: z.string(),
    }),
  }),
});

/** Keeps what a fact tells of a tenant, in whatever order and however often facts come. */
export const onTenantFact =
  ({ catalogue }: { readonly catalogue: Pick<Catalogue, "keep"> }) =>
  async (body: unknown): Promise<void> => {
    const { tenantId, sequence, data } = told.parse(body).detail;
    await catalogue.keep({ tenantId, sequence, ...data });
  };
