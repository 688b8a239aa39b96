import { readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CatalogueEntry } from "#functions/catalogue/domain/entry.ts";
import type { Catalogue } from "#functions/catalogue/ports.ts";
import { onTenantFact } from "#functions/catalogue/subscribers/on-tenant-fact.ts";

function catalogueInMemory() {
  const entries = new Map<string, CatalogueEntry>();
  const catalogue: Catalogue = {
    keep: async (entry) => {
      if ((entries.get(entry.tenantId)?.sequence ?? 0) < entry.sequence) entries.set(entry.tenantId, entry);
    },
  };
  return { entries, hear: onTenantFact({ catalogue }) };
}

const statuses = ["pending-verification", "trial", "active", "suspended", "closing"] as const;
const factOf = (sequence: number) => ({
  detail: {
    tenantId: "tnt_1",
    sequence,
    data: {
      slug: "acme",
      stamp: "pool",
      region: "eu-west-1",
      plan: "standard",
      status: statuses[sequence - 1],
    },
  },
});

describe("the catalogue", () => {
  test("ends with the last fact, in whatever order and however often they come", async () => {
    const comings = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(comings, async (sequences) => {
        const { entries, hear } = catalogueInMemory();
        for (const sequence of sequences) await hear(factOf(sequence));
        const last = Math.max(...sequences);
        expect(entries.get("tnt_1")).toMatchObject({ sequence: last, status: statuses[last - 1] });
      }),
    );
  });

  const folder = "events/tenants/examples";
  test.each(readdirSync(folder))("takes what %s tells", async (file) => {
    const { entries, hear } = catalogueInMemory();
    const detail = JSON.parse(readFileSync(`${folder}/${file}`, "utf8"));
    await hear({ detail });

    expect(entries.get(detail.tenantId)).toMatchObject({ slug: "acme", sequence: detail.sequence });
  });
});
