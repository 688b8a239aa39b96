import * as z from "zod";

/** What a list operation is asked for. */
export interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** One page of a list, as every list operation answers. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Asks for the next page; `null` after the last. */
  readonly nextCursor: string | null;
}

/** The input keys that every list takes. */
export const pageInput = {
  cursor: z.string().min(1).max(2000).optional(),
  limit: z.int().min(1).max(200).default(50),
};

/** The output of a list of these. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
