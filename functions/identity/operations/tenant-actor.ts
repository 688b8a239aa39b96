import type { Actor, Caller, Subject } from "#functions/kernel/actor.ts";
import type { Id } from "#functions/kernel/ids.ts";

/** Somebody at work in a tenant without having come through its door: signing in, verifying an address, joining. */
export const tenantActor = (
  caller: Pick<Caller, "requestId" | "address">,
  tenantId: Id<"tnt">,
  subject: Subject,
  command: Actor["command"],
): Actor => ({
  requestId: caller.requestId,
  address: caller.address,
  command,
  tenantId,
  subject,
  role: subject.kind === "system" ? "system" : "employee",
  grants: {},
});

export const user = (id: string): Subject => ({ kind: "user", id });

/** A command that nobody repeats under a key of their own; what it did is told by its key. */
export const ownCommand = (operation: string, key: string): Actor["command"] => ({
  operation,
  key,
  hash: key,
});
