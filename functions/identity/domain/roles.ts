import { refuse } from "#functions/kernel/errors/app-error.ts";

export const roles = ["owner", "admin", "manager", "employee"] as const;
export type Role = (typeof roles)[number];

/** Only an owner makes owners, and only an owner changes or removes one. Refuses with `identity.owners-only`. */
export function demandRankOver(actorRole: Role | "system", ...touched: readonly (Role | undefined)[]): void {
  if (actorRole !== "owner" && touched.includes("owner"))
    refuse("forbidden", "identity.owners-only", "Only an owner may do this to an owner");
}

/** By how much the number of owners changes when a member's role does. `undefined` is no member. */
export const ownersGained = (before: Role | undefined, after: Role | undefined): number =>
  Number(after === "owner") - Number(before === "owner");
