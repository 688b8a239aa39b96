import * as z from "zod";

/** What somebody gets who has signed in, or goes on being signed in. */
export const signedIn = z.object({
  accessToken: z.string(),
  tokenType: z.literal("Bearer"),
  expiresIn: z.int().describe("Seconds"),
  tenantId: z.string(),
  cookie: z.string().optional().describe("Travels as the Set-Cookie header, never in the body"),
});

export const signedInExample = {
  accessToken: "eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl",
  tokenType: "Bearer",
  expiresIn: 600,
  tenantId: "tnt_01k9x6q2v5e8rbf3mwa7ch4dnz",
};
