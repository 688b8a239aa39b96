import { createHash } from "node:crypto";
import type { Language } from "#functions/identity/domain/language.ts";
import { mailPageScript } from "#functions/identity/pages/mail-page-script.ts";
import { type Html, html } from "#functions/kernel/http/html.ts";

interface Field {
  readonly name: string;
  readonly type: "text" | "password";
  readonly label: string;
  readonly autocomplete: string;
  /** Problem codes that ask for it. */
  readonly askedBy: readonly string[];
  readonly maxLength: number;
}

interface Outcome {
  readonly text: string;
  /** Nothing is left to press. */
  readonly isFinal?: boolean;
}

/** What one page says and does, in one language. */
export interface MailPage {
  readonly language: Language;
  readonly title: string;
  readonly text: string;
  readonly button: string;
  /** The path that the button posts to. */
  readonly action: string;
  readonly fields: readonly Field[];
  /** By problem code; `done` when it worked, `failed` for every other refusal. */
  readonly outcomes: Readonly<Record<"done" | "failed" | "identity.invalid-token", Outcome>> &
    Readonly<Record<string, Outcome>>;
  readonly needsScript: string;
}

const style = `:root { color-scheme: light dark; --line: #8888; --accent: #0a6ebd; }
body { font: 16px/1.6 system-ui, sans-serif; margin: 0 auto; max-width: 32rem; padding: 2rem 1rem; }
h1 { font-size: 1.5rem; line-height: 1.3; }
form, label { display: grid; gap: .5rem; }
form { gap: 1rem; }
[hidden] { display: none; }
input, button { border: 1px solid var(--line); border-radius: 4px; font: inherit; padding: .5rem .75rem; }
button { background: var(--accent); color: #fff; cursor: pointer; justify-self: start; }
button:disabled { opacity: .6; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
`;

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Runs and looks as written here, calls the stamp it came from, and nothing else (CSP 3). */
export const mailPagePolicy = [
  "default-src 'none'",
  `script-src ${hashOf(mailPageScript)}`,
  `style-src ${hashOf(style)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

// Neither is anybody's input, and escaped they would not be what their hashes are of.
const styleElement: Html = { html: `<style>${style}</style>` };
const scriptElement: Html = { html: `<script>${mailPageScript}</script>` };

/** The page as HTML. It holds nothing of the request: the token stays in the address, where the script finds it. */
export const mailPageHtml = ({ language, title, text, ...page }: MailPage): string =>
  html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
${styleElement}
</head>
<body>
<main>
<h1>${title}</h1>
<form data-action="${page.action}">
<p>${text}</p>
${page.fields.map(fieldHtml)}<button disabled>${page.button}</button>
</form>
<p role="status" tabindex="-1"></p>
<div hidden>
${Object.entries(page.outcomes).map(outcomeHtml)}</div>
<noscript><p>${page.needsScript}</p></noscript>
</main>
${scriptElement}
</body>
</html>
`.html;

const fieldHtml = ({ name, type, label, autocomplete, askedBy, maxLength }: Field): Html =>
  html`<label data-asked-by="${askedBy.join(" ")}" hidden>${label}
<input name="${name}" type="${type}" autocomplete="${autocomplete}" maxlength="${maxLength}" required disabled></label>
`;

const outcomeHtml = ([code, { text, isFinal = false }]: readonly [string, Outcome]): Html =>
  isFinal
    ? html`<p data-outcome="${code}" data-final>${text}</p>\n`
    : html`<p data-outcome="${code}">${text}</p>\n`;
