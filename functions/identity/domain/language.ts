/** A language that mails and their pages are written in. */
export type Language = "en" | "ja";

interface Wish {
  readonly tag: string;
  readonly weight: number;
}

const wishOf = (range: string): Wish => {
  const [tag = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? "1";
  return { tag, weight: Number(weight) || 0 };
};

/** The language that suits a reader best, by their `Accept-Language` (RFC 9110 §12.5.4); English when none does. */
export function languageFor(acceptLanguage: string): Language {
  const wishes = acceptLanguage.split(",").map(wishOf);
  const known = wishes.filter(({ tag, weight }) => weight > 0 && /^(en|ja)\b/.test(tag));
  const [first] = known.toSorted((a, b) => b.weight - a.weight);
  return first?.tag.startsWith("ja") ? "ja" : "en";
}
