import type { Caller } from "#functions/kernel/actor.ts";
import type { Permissions } from "#functions/kernel/auth/permissions.ts";
import type { Gate } from "#functions/kernel/http/gate.ts";
import type { AnyRoute } from "#functions/kernel/http/route.ts";

/** A route whose operation has been given what it needs. */
export interface Wired {
  readonly gate: Gate;
  readonly route: AnyRoute;
  readonly permissions: Permissions;
  /** Takes a `Caller` when the operation is public, an `Actor` otherwise. */
  readonly run: (caller: Caller, input: unknown) => Promise<unknown>;
}
