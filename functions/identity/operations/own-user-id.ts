import type { Actor } from "#functions/kernel/actor.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { Id } from "#functions/kernel/ids.ts";

const isUserId = (id: string): id is Id<"usr"> => id.startsWith("usr_");

/** The person who asks. Refuses keys and the platform, which have no account. */
export const ownUserId = ({ subject }: Pick<Actor, "subject">): Id<"usr"> =>
  isUserId(subject.id)
    ? subject.id
    : refuse("forbidden", "identity.people-only", "Only a person who is signed in can do this");
