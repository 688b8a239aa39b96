import { weaknessOf } from "#functions/identity/domain/password-policy.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";

/** Refuses a password that is too easy to guess, with `identity.weak-password`; `path` is where it stood in the input. */
export function demandStrong(password: string, email: string, path: string): void {
  const message = weaknessOf(password, email);
  if (message !== undefined)
    refuse("invalid", "identity.weak-password", "This password is too easy to guess", {
      faults: [{ path, message }],
    });
}
