import * as z from "zod";

/**
 * A name or title that is shown in one line, and goes into mails to people who never asked for it: no line breaks, with
 * which it could pass for a letter of ours, and no other control characters. Trimmed; `longest` in UTF-16 units.
 */
export const lineOfText = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    // Not as a pattern: readers of the API's description in other languages have no such character classes.
    .refine((text) => !/[\p{Cc}\u2028\u2029]/u.test(text), "Holds a line break or another control character");
