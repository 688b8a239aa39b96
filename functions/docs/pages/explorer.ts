import type { ApiDescription, OperationObject } from "#functions/docs/openapi/describe-api.ts";
import { type Html, html } from "#functions/kernel/http/html.ts";
import { pageOf } from "./page.ts";
import { prose } from "./prose.ts";

interface Listed {
  readonly method: string;
  readonly path: string;
  readonly operation: OperationObject;
}

const indented = (value: unknown): string => JSON.stringify(value, null, 2);

/** The page on which people read about each operation, sign in, and try it. It needs nothing from elsewhere. */
export function explorerPage({ info, paths, tags, webhooks }: ApiDescription): string {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const sections = tags.map(({ name }) => {
    const members = all.filter(({ operation }) => operation.tags.includes(name)).map(operationHtml);
    return html`<section><h2>${name}</h2>
${members}</section>\n`;
  });
  return pageOf(
    "Tenure API",
    html`<header><h1>Tenure API</h1><p>${prose(String(info["description"]))}</p>
<p><a href="/v1/openapi.json">OpenAPI description</a> · <a href="/docs/problems">Problem codes</a></p>
${signInForm}</header>
<main>
${sections}<section id="events"><h2>Events</h2>
<p>Posted to the endpoints that <a href="/docs#createEndpoint"><code>createEndpoint</code></a> names, each with <code>webhook-id</code>, <code>webhook-timestamp</code> and <code>webhook-signature</code>. Drop repeats by the id.</p>
${Object.entries(webhooks).map(eventHtml)}</section>
</main>
<script src="/docs/explorer.js"></script>`,
  );
}

const signInForm = html`<form class="sign-in" data-method="POST" data-path="/v1/identity/sessions" data-json="email password tenant">
<label>E-mail <input name="email" type="email" autocomplete="username" required></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<label>Tenant <input name="tenant" placeholder="slug, if you have several"></label>
<button>Sign in</button> <output id="who">Not signed in</output>
</form>`;

function operationHtml({ method, path, operation }: Listed): Html {
  const permission = String(operation["x-permission"]);
  const roles = Object.entries(operation["x-roles"] ?? {}).map(([role, scope]) => `${role} (${scope})`);
  return html`<details id="${operation.operationId}">
<summary><b class="${method}">${method}</b> <code>${path}</code> <span>${prose(operation.summary)}</span></summary>
<p><code>${operation.operationId}</code> · ${permission}${roles.length > 0 ? `: ${roles.join(", ")}` : ""}</p>
<form data-method="${method}" data-path="${path}">
${operation.parameters.map(parameterHtml)}${bodyHtml(operation["requestBody"])}<button>Send</button>
<pre class="answer" hidden></pre>
</form>
${answersHtml(operation)}</details>
`;
}

function eventHtml([type, { post }]: readonly [string, ApiDescription["webhooks"][string]]): Html {
  const { example, schema } = post.requestBody.content["application/json"];
  return html`<details id="${type}">
<summary><code>${type}</code> <span>${prose(post.summary)}</span></summary>
<pre>${indented(example)}</pre>
<details><summary>Schema</summary><pre>${indented(schema)}</pre></details>
</details>
`;
}

function answersHtml({ responses, "x-problems": problems }: OperationObject): Html {
  const [[status, success] = []] = Object.entries(responses).filter(([code]) => /^[23]/.test(code));
  const codes = problems.map((code) => html`<a href="/docs/problems#${code}"><code>${code}</code></a> `);
  return html`<details><summary>Answer ${status ?? ""}</summary><pre>${indented(success)}</pre></details>
${problems.length > 0 ? html`<p>Refuses with ${codes}</p>\n` : html``}`;
}

function parameterHtml(parameter: OperationObject["parameters"][number]): Html {
  const name = String(parameter["name"]);
  const place = String(parameter["in"]);
  const hint = String(parameter["description"] ?? "");
  const label = html`<label>${name} <small>${place}</small> `;
  return parameter["required"] === true
    ? html`${label}<input name="${name}" data-in="${place}" title="${hint}" required></label>\n`
    : html`${label}<input name="${name}" data-in="${place}" title="${hint}"></label>\n`;
}

interface JsonBody {
  readonly content: { readonly "application/json": { readonly schema: unknown; readonly example: unknown } };
}

const isJsonBody = (body: unknown): body is JsonBody =>
  typeof body === "object" && body !== null && "content" in body;

function bodyHtml(body: unknown): Html {
  if (!isJsonBody(body)) return html``;
  const { schema, example } = body.content["application/json"];
  const text = indented(example);
  return html`<label>body<textarea name="body" data-in="body" rows="${text.split("\n").length + 1}" spellcheck="false">${text}</textarea></label>
<details><summary>Schema</summary><pre>${indented(schema)}</pre></details>
`;
}
