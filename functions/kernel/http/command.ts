import { createHash } from "node:crypto";
import type { Command } from "#functions/kernel/actor.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { canonicalJson } from "#functions/kernel/http/canonical-json.ts";
import type { NewId } from "#functions/kernel/ids.ts";

// Keys are part of a partition key, where `#` separates. The IETF draft puts the key in quotes, most clients do not.
const wellFormed = /^"?([A-Za-z0-9._~:+/=-]{1,200})"?$/;

/**
 * The caller's Idempotency-Key, if there is one.
 * @throws AppError `request.idempotency-key-malformed`.
 */
export function idempotencyKeyOf(headers: Readonly<Record<string, string>>): string | undefined {
  const given = headers["idempotency-key"];
  if (given === undefined) return undefined;
  const [, key] = wellFormed.exec(given) ?? [];
  return (
    key ??
    refuse(
      "invalid",
      "request.idempotency-key-malformed",
      "Idempotency-Key takes 1 to 200 of A-Z a-z 0-9 . _ ~ : + / = -",
    )
  );
}

// No key that we make begins so: else a caller could use up beforehand one that the platform commits under, as the one
// by which a stolen session is ended.
const callersOwn = "given:";

/** The command that a request is: what makes the same request, sent again, the same. */
export const commandOf = (
  operation: string,
  input: unknown,
  key: string | undefined,
  newId: NewId,
): Command => ({
  operation,
  key: key === undefined ? newId("cmd") : `${callersOwn}${key}`,
  hash: createHash("sha256")
    .update(canonicalJson([operation, input]))
    .digest("hex"),
});
