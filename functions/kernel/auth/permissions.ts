import type { Actor, BuiltInRole, Permission, Scope } from "#functions/kernel/actor.ts";

/** What a context lets people do, and how far each built-in role reaches. A role that is left out has not got the permission. */
export type Permissions = Readonly<Record<Permission, Readonly<Partial<Record<BuiltInRole, Scope>>>>>;

/** The grants that a role has from these permissions. The platform itself (`system`) has all of them, tenant-wide. */
export function grantsOf(role: Actor["role"], permissions: Permissions): Actor["grants"] {
  const reach = (scopes: Partial<Record<BuiltInRole, Scope>>) =>
    role === "system" ? "tenant" : scopes[role];
  return Object.fromEntries(
    Object.entries(permissions).flatMap(([permission, scopes]) => {
      const scope = reach(scopes);
      return scope ? [[permission, scope]] : [];
    }),
  );
}
