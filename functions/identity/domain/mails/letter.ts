import type { Language } from "#functions/identity/domain/language.ts";

/** What a mail says, in one language. */
export interface Letter {
  readonly language: Language;
  readonly subject: string;
  readonly greeting: string;
  readonly paragraphs: readonly string[];
  /** What the link does. */
  readonly action: string;
  readonly url: string;
  readonly token: string;
  readonly closing: string;
}

const replacements: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => replacements[sign] ?? sign);

/** One line, whatever is in it: nobody gets to write headers, or lines that programs look for. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();

/** The letter as plain text. Programs find the token on a line of its own that begins with `Token: `. */
export const asText = ({ greeting, paragraphs, action, url, token, closing }: Letter): string =>
  [greeting, ...paragraphs, `${action}\n${url}`, `Token: ${token}`, closing].join("\n\n").concat("\n");

export const asHtml = (letter: Letter): string => {
  const { language, subject, greeting, paragraphs, action, url, token, closing } = letter;
  const paragraph = (text: string) => `<p>${escapeHtml(text)}</p>`;
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>`,
    '<body style="font-family:system-ui,sans-serif;line-height:1.5;max-width:36rem;margin:2rem auto;padding:0 1rem">',
    ...[greeting, ...paragraphs].map(paragraph),
    `<p><a href="${escapeHtml(url)}">${escapeHtml(action)}</a></p>`,
    `<p>Token: <code>${escapeHtml(token)}</code></p>`,
    paragraph(closing),
    "</body></html>",
  ].join("\n");
};
