import { FenceBreach } from "#functions/kernel/dynamodb/fence.ts";
import { tenantPrefix } from "#functions/kernel/dynamodb/keys.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { Page, PageRequest } from "#functions/kernel/paging.ts";

type Position = Readonly<Record<string, unknown>>;

const invalid = (): never =>
  refuse("invalid", "request.cursor-invalid", "This cursor does not belong to this list", {
    faults: [{ path: "cursor", message: "Take `nextCursor` of the page before, as it is" }],
  });

// What partition a key lies in, named without the tenant: the list that the cursor belongs to.
const shorten = (tenantId: string, value: unknown): unknown =>
  typeof value === "string" && value.startsWith(tenantPrefix(tenantId))
    ? `~${value.slice(tenantPrefix(tenantId).length)}`
    : value;

const lengthen = (tenantId: string, value: unknown): unknown =>
  typeof value === "string" && value.startsWith("~") ? `${tenantPrefix(tenantId)}${value.slice(1)}` : value;

const mapValues = (position: Position, change: (value: unknown) => unknown): Position =>
  Object.fromEntries(Object.entries(position).map(([name, value]) => [name, change(value)]));

/** Turns the place where a page ended into the opaque text that asks for the next; `null` after the last page. */
export const toCursor = (tenantId: string, lastKey: Position | undefined): string | null =>
  lastKey ? encode(mapValues(lastKey, (value) => shorten(tenantId, value))) : null;

/**
 * Where the next page starts. A cursor names no tenant, so that another tenant's means nothing but a place in one's own.
 * @throws AppError `request.cursor-invalid`.
 */
export function fromCursor(tenantId: string, cursor: string | undefined): Record<string, string> | undefined {
  if (cursor === undefined) return undefined;
  const position = parse(cursor);
  const key = mapValues(position, (value) => lengthen(tenantId, value));
  const entries = Object.entries(key).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  const foreign = entries.some(
    ([name, value]) =>
      (value.startsWith("T#") || name.endsWith("pk")) && !value.startsWith(tenantPrefix(tenantId)),
  );
  if (foreign || entries.length !== Object.keys(position).length || !("pk" in key)) return invalid();
  return Object.fromEntries(entries);
}

function parse(cursor: string): Position {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : invalid();
  } catch {
    return invalid();
  }
}

/**
 * Queries from where a cursor leads.
 * @throws AppError `request.cursor-invalid` also for the start of another list, which lies outside of the query: the
 * fence or DynamoDB tells by refusing it.
 */
export async function startingAt<Found>(
  tenantId: string,
  cursor: string | undefined,
  query: (start: Record<string, string> | undefined) => Promise<Found>,
): Promise<Found> {
  const start = fromCursor(tenantId, cursor);
  try {
    return await query(start);
  } catch (error) {
    if (start && liesOutside(error)) return invalid();
    throw error;
  }
}

interface PageOptions {
  readonly cursor: string | null;
  readonly limit: number;
}

/**
 * Reads one page of an electrodb query: `page(tenantId, request, (options) => entity.query.byX({…}).go(options))`.
 * @throws AppError `request.cursor-invalid` for a cursor that was not made by this list.
 */
export async function page<Item>(
  tenantId: string,
  { cursor, limit }: PageRequest,
  go: (options: PageOptions) => Promise<{ readonly data: readonly Item[]; readonly cursor: string | null }>,
): Promise<Page<Item>> {
  const found = await startingAt(tenantId, cursor, (start) =>
    go({ cursor: start ? encode(start) : null, limit }),
  );
  return {
    items: found.data,
    nextCursor: toCursor(tenantId, found.cursor ? parse(found.cursor) : undefined),
  };
}

// As electrodb writes and reads its own cursors.
const encode = (key: Position): string => Buffer.from(JSON.stringify(key)).toString("base64url");

const liesOutside = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === "ValidationException" || error instanceof FenceBreach || liesOutside(error.cause));
