import * as z from "zod";

/** Nothing to tell but that the cookie is to be forgotten. */
export const cleared = z.object({
  cookie: z.string().optional().describe("Travels as the Set-Cookie header, never in the body"),
});
