import { typeidUnboxed } from "typeid-js";

/** A TypeID (UUIDv7 in base 32 behind a prefix): sorts by the time it was made, always 26 characters after the prefix. */
export type Id<Prefix extends string = string> = `${Prefix}_${string}`;

/** Makes a fresh id: `newId("emp")` → `emp_01k9…`. */
export type NewId = <Prefix extends string>(prefix: Prefix) => Id<Prefix>;

export const newTypeId: NewId = (prefix) => `${prefix}_${typeidUnboxed(prefix).slice(prefix.length + 1)}`;

/** What an id of a kind looks like; for schemas: `z.string().regex(idPattern("emp"))`. */
export const idPattern = (prefix: string): RegExp => new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`);

/** Takes a stored text back as the id that it was stored as. */
export function asId<Prefix extends string>(prefix: Prefix, text: string): Id<Prefix> {
  if (!text.startsWith(`${prefix}_`)) throw new Error(`Not an id of kind ${prefix}`);
  return `${prefix}_${text.slice(prefix.length + 1)}`;
}
