import { refuse } from "#functions/kernel/errors/app-error.ts";

// A cache that compresses makes our strong tags weak; they name the same version all the same.
const entityTag = /^(?:W\/)?"(\d{1,15})"$/;

/** The ETag of a versioned resource (RFC 9110 §8.8.3). */
export const etagOf = (version: number): string => `"${version}"`;

/**
 * The version that a write expects to find, from `If-Match`: one entity tag, or `*` for any.
 * @throws AppError `request.if-match-malformed`.
 */
export function expectedVersionOf(ifMatch: string): number | undefined {
  if (ifMatch.trim() === "*") return undefined;
  const [, version] = entityTag.exec(ifMatch.trim()) ?? [];
  if (version !== undefined) return Number(version);
  return refuse(
    "invalid",
    "request.if-match-malformed",
    "If-Match takes one entity tag, as the ETag header gave it",
  );
}

/** Whether `If-None-Match` names the tag, compared weakly as RFC 9110 §13.1.2 wants it. */
export const isNoneMatch = (ifNoneMatch: string, etag: string): boolean =>
  ifNoneMatch.trim() === "*" ||
  ifNoneMatch.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag.replace(/^W\//, ""));
