import fc from "fast-check";
import { expect, test } from "vitest";
import { fromCursor, page, toCursor } from "#functions/kernel/dynamodb/cursor.ts";
import { FenceBreach } from "#functions/kernel/dynamodb/fence.ts";
import { idOf } from "#tests/support/actors.ts";

const [own, other] = [idOf("tnt", 1), idOf("tnt", 2)];
const place = (tenant: string) => ({
  pk: `T#${tenant}#time.punches#emp_1`,
  sk: "at#2026",
  gsi1pk: `T#${tenant}#x.y`,
});
const invalid = expect.objectContaining({ code: "request.cursor-invalid" });

test("a cursor leads back to its place, and names no tenant", () => {
  const cursor = toCursor(own, place(own)) ?? "";

  expect(fromCursor(own, cursor)).toEqual(place(own));
  expect(Buffer.from(cursor, "base64url").toString()).not.toContain(own);
  // Another tenant who sends it stays among their own things.
  expect(fromCursor(other, cursor)).toEqual(place(other));
  expect(toCursor(own, undefined)).toBeNull();
});

test.each([
  "",
  "%%%",
  "bm90IGpzb24",
  Buffer.from("[1]").toString("base64url"),
  toCursor(own, place(other)) ?? "",
  // A partition must be the tenant's own, whatever it looks like.
  ...[{ pk: "x" }, { pk: "~x", gsi1pk: "y" }].map((key) =>
    Buffer.from(JSON.stringify(key)).toString("base64url"),
  ),
])("%j is no cursor", (text) => {
  expect(() => fromCursor(own, text)).toThrow(invalid);
});

test("no text makes fromCursor() leave the tenant or fail otherwise", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map((json) => Buffer.from(json).toString("base64url")),
      ),
      (text) => {
        try {
          for (const value of Object.values(fromCursor(own, text) ?? {}))
            expect(value.startsWith("T#") && !value.startsWith(`T#${own}#`)).toBe(false);
        } catch (error) {
          expect(error).toMatchObject({ code: "request.cursor-invalid" });
        }
      },
    ),
  );
});

test("page() hands the place on, and takes the refusal of a foreign one for an invalid cursor", async () => {
  const electro = Buffer.from(JSON.stringify(place(own))).toString("base64url");
  const first = await page(own, { limit: 2 }, async ({ cursor, limit }) => {
    expect([cursor, limit]).toEqual([null, 2]);
    return { data: [1, 2], cursor: electro };
  });
  const next = await page(own, { limit: 2, cursor: first.nextCursor ?? "" }, async ({ cursor }) => {
    expect(cursor).toBe(electro);
    return { data: [3], cursor: null };
  });

  expect([first.items, next]).toEqual([[1, 2], { items: [3], nextCursor: null }]);
  const outside = Object.assign(new Error("outside"), { name: "ValidationException" });
  for (const refused of [outside, new FenceBreach("beyond")]) {
    const failing = () => Promise.reject(new Error("wrapped", { cause: refused }));
    await expect(page(own, { limit: 2, cursor: first.nextCursor ?? "" }, failing)).rejects.toEqual(invalid);
    await expect(page(own, { limit: 2 }, failing)).rejects.toThrow("wrapped");
  }
});
