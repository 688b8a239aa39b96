import type { Actor, Permission, Scope } from "#functions/kernel/actor.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";

/** Whose thing it is that an actor wants to touch. */
export interface Owned {
  readonly employeeId: string | undefined;
  /** The employees above them, nearest first; needed only when the actor reaches as far as reports. */
  readonly managers?: () => Promise<readonly string[]>;
}

const asked = new WeakSet<Actor>();

/** Whether anybody has decided for this actor. The door fails a scoped operation that answers without having asked. */
export const wasAsked = (actor: Actor): boolean => asked.has(actor);

/** How far the actor's permission reaches; `undefined` when they have not got it. Lists narrow themselves by it. */
export function scopeOf(actor: Actor, permission: Permission): Scope | undefined {
  asked.add(actor);
  return actor.grants[permission];
}

/** Whether the actor may do this to that resource. */
export async function decide(actor: Actor, permission: Permission, resource: Owned): Promise<boolean> {
  const scope = scopeOf(actor, permission);
  if (scope === undefined || scope === "tenant") return scope === "tenant";
  if (actor.employeeId === undefined) return false;
  if (resource.employeeId === actor.employeeId) return true;
  return scope === "reports" && ((await resource.managers?.()) ?? []).includes(actor.employeeId);
}

/** Lets the actor pass, or refuses with `auth.not-allowed`. */
export async function demand(actor: Actor, permission: Permission, resource: Owned): Promise<void> {
  if (!(await decide(actor, permission, resource)))
    refuse("forbidden", "auth.not-allowed", "You are not allowed to do this");
}
