import { expect, test } from "vitest";
import { languageFor } from "#functions/identity/domain/language.ts";

test.each([
  ["", "en"],
  ["ja", "ja"],
  ["ja-JP,ja;q=0.9,en;q=0.8", "ja"],
  ["en-GB,ja;q=0.5", "en"],
  ["en;q=0.5, JA ; q=0.7", "ja"],
  ["de,ja;q=0.3", "ja"],
  ["de,fr", "en"],
  ["ja;q=0,en;q=0.1", "en"],
  ["jam,enm;q=x,;;,", "en"],
])("%j is answered in %s", (header, language) => {
  expect(languageFor(header)).toBe(language);
});
