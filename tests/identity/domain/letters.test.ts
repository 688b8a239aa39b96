import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asHtml, asText } from "#functions/identity/domain/mails/letter.ts";
import {
  invitationLetter,
  reservationLetter,
  verificationLetter,
} from "#functions/identity/domain/mails/letters.ts";

const about = {
  locale: "en-GB",
  tenantName: "Acme Care",
  name: "Ada Berg",
  token: "t0ken-_",
  url: "https://tenure.test/verify-email?token=t0ken-_",
};

const letters = [
  ["verification", verificationLetter],
  ["reservation", reservationLetter],
  ["invitation", invitationLetter],
] as const;

describe.each(letters)("the %s letter", (_, write) => {
  test.each(["en", "ja-JP", "de"])(
    "in %s names the tenant, the link and the token on its own line",
    (locale) => {
      const letter = write({ ...about, locale });

      expect(letter.subject).toContain("Acme Care");
      expect(letter.language).toBe(locale.startsWith("ja") ? "ja" : "en");
      expect(asText(letter).split("\n")).toEqual(expect.arrayContaining(["Token: t0ken-_", about.url]));
      expect(asHtml(letter)).toContain(`href="${about.url}"`);
    },
  );

  test("is in two languages that differ", () => {
    expect(asText(write({ ...about, locale: "ja" }))).not.toBe(asText(write(about)));
  });

  test("lets nobody write markup, headers or lines of their own into it", async () => {
    await fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        const letter = write({ ...about, name: `${name}\nToken: x`, tenantName: `${name}<b>\r\nBcc: x@y.z` });

        expect(letter.subject).not.toMatch(/[\r\n]/);
        expect(asText(letter).match(/^Token: /gm)).toHaveLength(1);
        expect(asHtml(letter)).not.toContain("<b>");
      }),
    );
  });
});
