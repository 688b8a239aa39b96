import type { Context } from "#functions/docs/all-routes.ts";
import { kernelProblems } from "#functions/docs/openapi/kernel-problems.ts";
import { html } from "#functions/kernel/http/html.ts";
import { pageOf } from "./page.ts";
import { prose } from "./prose.ts";

/** The page that each problem's `type` leads to: every code, and who answers with it. */
export function problemsPage(contexts: readonly Context[]): string {
  const known = new Set(kernelProblems.map(({ code }) => code));
  const uses = contexts.flatMap(({ routes }) =>
    routes.flatMap(({ operation }) => operation.problems.map((code) => ({ code, name: operation.name }))),
  );
  const own = [...Map.groupBy(uses, ({ code }) => code)]
    .filter(([code]) => !known.has(code))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const general = kernelProblems.map(
    ({ code, status, meaning }) =>
      html`<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${prose(meaning)}</td></tr>\n`,
  );
  const specific = own.map(([code, users]) => {
    const names = users.map(({ name }) => html`<a href="/docs#${name}"><code>${name}</code></a> `);
    return html`<tr id="${code}"><td><code>${code}</code></td><td>${names}</td></tr>\n`;
  });
  return pageOf(
    "Problems · Tenure API",
    html`<header><h1>Problems</h1><p>What the API answers when it refuses, as <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a> has it. Programs go by <code>code</code>; <code>detail</code> says it in words. <a href="/docs">All operations</a></p></header>
<main>
<h2>From any operation</h2>
<table><thead><tr><th>Code</th><th>Status</th><th>Meaning</th></tr></thead><tbody>
${general}</tbody></table>
<h2>From some operations</h2>
<table><thead><tr><th>Code</th><th>Operations</th></tr></thead><tbody>
${specific}</tbody></table>
</main>`,
  );
}
