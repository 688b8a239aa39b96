import type { CatalogueEntry } from "#functions/catalogue/domain/entry.ts";

export interface Catalogue {
  /** Keeps the entry, unless a later one is there. */
  readonly keep: (entry: CatalogueEntry) => Promise<void>;
}
