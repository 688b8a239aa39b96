/**
 * The one text of a JSON value by the JSON Canonicalization Scheme (RFC 8785): members sorted by UTF-16 code units, no
 * white space, numbers and strings as ECMAScript writes them. Members that are `undefined` are not there.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(",")}}`;
  }
  if (typeof value === "number" && !Number.isFinite(value)) throw new Error("JSON has no such number");
  return JSON.stringify(value ?? null);
}
