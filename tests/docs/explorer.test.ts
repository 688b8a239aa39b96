import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { explorerScript } from "#functions/docs/pages/explorer-script.ts";
import { html } from "#functions/kernel/http/html.ts";

interface Field {
  readonly name: string;
  readonly value: string;
  readonly dataset?: { readonly in?: string };
}

/** A page with just what the script touches. */
function openPage(answers: readonly object[]) {
  const sent: unknown[] = [];
  const who = { textContent: "" };
  const output = { hidden: true, textContent: "" };
  const listeners: ((event: unknown) => Promise<void>)[] = [];
  const left = [...answers];
  runInNewContext(explorerScript, {
    URLSearchParams,
    encodeURIComponent,
    JSON,
    fetch: async (...request: unknown[]) => {
      sent.push(JSON.parse(JSON.stringify(request)));
      return new Response(JSON.stringify(left.shift()), { headers: { "content-type": "application/json" } });
    },
    document: {
      getElementById: () => who,
      addEventListener: (_type: string, listener: (event: unknown) => Promise<void>) =>
        listeners.push(listener),
    },
  });
  const submit = async (dataset: object, fields: readonly Field[]) => {
    const elements = fields.map((field) => ({ dataset: {}, ...field }));
    const target = { dataset, elements, querySelector: () => output };
    await listeners[0]?.({ preventDefault: () => {}, target });
  };
  return { sent, who, output, submit };
}

test("the page signs in, and then sends what was filled in where it belongs", async () => {
  const page = openPage([{ accessToken: "abc", tenantId: "tnt_1" }, { id: "7" }]);
  await page.submit({ method: "POST", path: "/v1/identity/sessions", json: "email password tenant" }, [
    { name: "email", value: "a@b.test" },
    { name: "password", value: "pw" },
    { name: "tenant", value: "" },
  ]);
  expect(page.who.textContent).toBe("Signed in to tnt_1");
  await page.submit({ method: "PATCH", path: "/v1/things/{id}" }, [
    { name: "id", value: "a/b", dataset: { in: "path" } },
    { name: "limit", value: "5", dataset: { in: "query" } },
    { name: "If-Match", value: '"3"', dataset: { in: "header" } },
    { name: "body", value: '{"note":"x"}', dataset: { in: "body" } },
  ]);
  const type = "application/json";
  expect(page.sent).toEqual([
    [
      "/v1/identity/sessions",
      { method: "POST", headers: { "content-type": type }, body: '{"email":"a@b.test","password":"pw"}' },
    ],
    [
      "/v1/things/a%2Fb?limit=5",
      {
        method: "PATCH",
        headers: { "if-match": '"3"', authorization: "Bearer abc", "content-type": type },
        body: '{"note":"x"}',
      },
    ],
  ]);
  expect(page.output).toEqual({ hidden: false, textContent: expect.stringContaining('"id": "7"') });
});

test("whatever is put into a page is escaped", () => {
  const evil = `<script>"&'`;
  expect(html`<p title="${evil}">${[html`<b>${evil}</b>`]}${1}</p>`.html).toBe(
    '<p title="&lt;script&gt;&quot;&amp;&#39;"><b>&lt;script&gt;&quot;&amp;&#39;</b>1</p>',
  );
});
