import { expect, test } from "vitest";
import { instant } from "#functions/kernel/time/instant.ts";

test.each(["2026-11-20T09:00:00+09:00", "1980-01-01T00:00:00Z", "2199-12-31T23:59:59.999Z"])(
  "%s is an instant",
  (text) => {
    expect(instant.parse(text)).toBe(text);
  },
);

test.each([
  ["no offset", "2026-11-20T09:00:00"],
  ["an age ago, when Berlin was 53 minutes and 28 seconds ahead", "0000-01-01T00:00:00Z"],
  ["before the year 0 in UTC", "0000-01-01T00:00:00+23:59"],
  ["after the year 9999 in UTC", "9999-12-31T23:59:59-23:59"],
  ["more digits than anybody needs", `2026-11-20T09:00:00.${"1".repeat(300_000)}Z`],
])("%s is none", (_case, text) => {
  expect(instant.safeParse(text).success).toBe(false);
});
