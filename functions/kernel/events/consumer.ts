import type { DomainEvent } from "#events/envelope.ts";
import type { Actor } from "#functions/kernel/actor.ts";

/**
 * Carries out what an event sets going. The actor is the platform, in the event's tenant, acting on behalf of whoever
 * caused it; its command key is `<consumer>.<event id>`, so a commit is made once however often the event comes.
 */
export type OnEvent = (actor: Actor, event: DomainEvent) => Promise<void>;
