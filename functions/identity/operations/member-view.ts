import * as z from "zod";
import { roles } from "#functions/identity/domain/roles.ts";
import type { Member } from "#functions/identity/ports.ts";

/** A member as those see it who manage members. */
export const memberView = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  employeeId: z.string().optional(),
  status: z.enum(["active", "suspended"]),
  version: z.int(),
});

export const viewOf = (
  { userId, role, employeeId, status, version }: Member,
  person: { readonly name: string; readonly email: string } | undefined,
): z.output<typeof memberView> => ({
  userId,
  name: person?.name ?? "",
  email: person?.email ?? "",
  role,
  employeeId,
  status: status === "suspended" ? "suspended" : "active",
  version,
});

export const memberExample = {
  userId: "usr_01k9x6q2v6f9sbg4nxb8dj5epa",
  name: "Ada Berg",
  email: "ada@acme.example",
  role: "owner",
  status: "active",
  version: 1,
};
