import { expect, test } from "vitest";
import { type DateFormat, readDate } from "#functions/kernel/csv/dates.ts";

test.each<[string, DateFormat, string | undefined]>([
  ["2015-02-28", "YYYY-MM-DD", "2015-02-28"],
  ["2015-02-30", "YYYY-MM-DD", undefined],
  ["2016-02-29", "YYYY-MM-DD", "2016-02-29"],
  ["28/02/2015", "DD/MM/YYYY", "2015-02-28"],
  ["1/2/2015", "DD/MM/YYYY", "2015-02-01"],
  ["1/2/2015", "MM/DD/YYYY", "2015-01-02"],
  ["31/04/2015", "DD/MM/YYYY", undefined],
  ["13/13/2015", "MM/DD/YYYY", undefined],
  ["2015-1-1", "YYYY-MM-DD", undefined],
  ["28/02/15", "DD/MM/YYYY", undefined],
  ["", "YYYY-MM-DD", undefined],
])("%s as %s", (text, format, iso) => {
  expect(readDate(text, format)).toBe(iso);
});
