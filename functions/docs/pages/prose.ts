import { type Html, html } from "#functions/kernel/http/html.ts";

/** A sentence as the reference writes them: what stands between backticks is code. */
export const prose = (text: string): readonly Html[] =>
  text.split(/`([^`]*)`/).map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
