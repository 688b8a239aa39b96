import { openExplorer } from "#functions/docs/operations/open-explorer.ts";
import { readApiDescription } from "#functions/docs/operations/read-api-description.ts";
import { readExplorerScript, readExplorerStyle } from "#functions/docs/operations/read-asset.ts";
import { readHealth } from "#functions/docs/operations/read-health.ts";
import { readExplorer, readProblems } from "#functions/docs/operations/read-page.ts";
import { readReadiness } from "#functions/docs/operations/read-readiness.ts";
import { get, type HttpReply } from "#functions/kernel/http/route.ts";

const shortly = { "cache-control": "public, max-age=60" };

// Scripts, styles and calls of our own, and nothing from anywhere else.
const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const page = ({ html }: { readonly html: string }): HttpReply => ({
  headers: { ...shortly, "content-type": "text/html; charset=utf-8", "content-security-policy": pagePolicy },
  body: html,
});

const asset =
  (type: string) =>
  ({ text }: { readonly text: string }): HttpReply => ({
    headers: { ...shortly, "content-type": `${type}; charset=utf-8` },
    body: text,
  });

const unlimited = { unlimited: true } as const;

export const docsRoutes = [
  get("/v1/health", readHealth, unlimited),
  get("/v1/health/ready", readReadiness, {
    ...unlimited,
    reply: (body) => ({ status: body.status === "ready" ? 200 : 503, body }),
  }),
  get("/v1/openapi.json", readApiDescription, {
    ...unlimited,
    reply: (body) => ({ headers: shortly, body }),
  }),
  get("/", openExplorer, {
    ...unlimited,
    status: 302,
    reply: ({ location }) => ({ headers: { ...shortly, location } }),
  }),
  get("/docs", readExplorer, { ...unlimited, reply: page }),
  get("/docs/problems", readProblems, { ...unlimited, reply: page }),
  get("/docs/explorer.js", readExplorerScript, { ...unlimited, reply: asset("text/javascript") }),
  get("/docs/explorer.css", readExplorerStyle, { ...unlimited, reply: asset("text/css") }),
] as const;
