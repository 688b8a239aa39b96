import type { Id } from "#functions/kernel/ids.ts";

/** What makes a repeated write the same write. */
export interface Command {
  /** Name of the operation, the job step or the consumer. */
  readonly operation: string;
  /** `given:<the caller's Idempotency-Key>`, `<consumer>.<event id>`, `<job>.<chunk>`, or a fresh id. */
  readonly key: string;
  /** SHA-256 of operation and input: the same key with another hash is refused (`request.idempotency-key-reused`). */
  readonly hash: string;
}

/** Who knocks: all that is known of a caller before, or without, signing in. */
export interface Caller {
  readonly requestId: string;
  /** The caller's network address; empty for the platform's own work. */
  readonly address: string;
  readonly command: Command;
}

/** How far a permission reaches: the actor's own things, those of the people who report to them, or all of the tenant's. */
export type Scope = "self" | "reports" | "tenant";

/** `<context>:<verb>`. */
export type Permission = `${string}:${string}`;

export type BuiltInRole = "owner" | "admin" | "manager" | "employee";

/** Who acts. `system` is the platform itself, carrying out what a person or an event set going. */
export interface Subject {
  readonly kind: "user" | "key" | "system";
  readonly id: string;
}

/** Who is asking, for which tenant, and what they may do. Every operation behind the door takes one as its first argument. */
export interface Actor extends Caller {
  readonly tenantId: Id<"tnt">;
  readonly subject: Subject;
  readonly role: BuiltInRole | "system";
  /** The employee that the user is, where they are one. */
  readonly employeeId?: Id<"emp">;
  readonly sessionId?: Id<"ses">;
  readonly onBehalfOf?: Subject;
  readonly grants: Readonly<Record<Permission, Scope>>;
}
