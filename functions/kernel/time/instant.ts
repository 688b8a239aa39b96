import * as z from "zod";

const from = Date.parse("1980-01-01T00:00:00Z");
const to = Date.parse("2200-01-01T00:00:00Z");

/**
 * An instant as callers give it: RFC 3339 with an offset, between the years 1980 and 2200. Long ago zones had offsets
 * with seconds, which RFC 3339 cannot write; beyond the year 9999 instants no longer order as text.
 */
export const instant = z.iso
  .datetime({ offset: true })
  .max(40)
  .refine(
    (text) => from <= Date.parse(text) && Date.parse(text) < to,
    "is not between the years 1980 and 2200",
  );
