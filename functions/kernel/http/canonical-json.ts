import { refuse } from "#functions/kernel/errors/app-error.ts";

const deepest = 100;
const isSecret = /password|secret|token/i;

/**
 * JSON with the keys of every object in order, so that equal inputs have equal hashes; close to RFC 8785, and private to
 * the door. The values of fields that are named after a secret are left out: a hash of them would invite guessing.
 * @throws AppError `request.too-deep`.
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > deepest) refuse("invalid", "request.too-deep", `Nested more than ${deepest} deep`);
  if (Array.isArray(value))
    return `[${value.map((item) => canonicalJson(item ?? null, depth + 1)).join(",")}]`;
  if (value instanceof Date || typeof value !== "object" || value === null)
    return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, field]) =>
        `${JSON.stringify(name)}:${isSecret.test(name) ? '"…"' : canonicalJson(field, depth + 1)}`,
    );
  return `{${fields.join(",")}}`;
}
