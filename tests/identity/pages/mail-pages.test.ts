import { createHash } from "node:crypto";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { acceptInvitation } from "#functions/identity/operations/accept-invitation.ts";
import { verifyEmail } from "#functions/identity/operations/verify-email.ts";
import { acceptInvitationPage } from "#functions/identity/pages/accept-invitation-page.ts";
import { mailPagePolicy } from "#functions/identity/pages/mail-page.ts";
import { mailPageScript } from "#functions/identity/pages/mail-page-script.ts";
import { verifyEmailPage } from "#functions/identity/pages/verify-email-page.ts";
import { identityRoutes } from "#functions/identity/routes.ts";

const pages = [
  ["verify-email", verifyEmailPage, verifyEmail],
  ["accept-invitation", acceptInvitationPage, acceptInvitation],
] as const;

const hashOf = (text = "") => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

describe.each(pages)("the page %s", (_name, pageIn, operation) => {
  test.each(["en", "ja"] as const)("in %s runs and looks as its policy has it", (language) => {
    const html = pageIn(language);
    expect(mailPagePolicy).toContain(`script-src ${hashOf(/<script>(.*)<\/script>/s.exec(html)?.[1])};`);
    expect(mailPagePolicy).toContain(`style-src ${hashOf(/<style>(.*)<\/style>/s.exec(html)?.[1])};`);
    expect(html).toContain(`<html lang="${language}">`);
    expect(html).not.toMatch(/\bsrc=|\bon[a-z]+=|\bstyle=/);
    expect(html.match(/<label/g) ?? []).toHaveLength(html.match(/<input/g)?.length ?? 0);
  });

  test("posts to its operation, and has a text for each of its refusals in both languages", () => {
    const path = identityRoutes.find((route) => route.operation === operation)?.path;
    const codesIn = (html: string) => [...html.matchAll(/data-outcome="([^"]+)"/g)].map(([, code]) => code);
    for (const html of [pageIn("en"), pageIn("ja")]) {
      expect(html).toContain(`data-action="${path}"`);
      expect(codesIn(html).toSorted()).toEqual(["done", "failed", ...operation.problems].toSorted());
    }
    expect(pageIn("ja")).not.toBe(pageIn("en"));
  });
});

/** A page with just what the script touches. */
function openPage(search: string, answers: readonly { readonly status: number; readonly code?: string }[]) {
  const sent: { path: string; body: unknown; key: string }[] = [];
  const left = [...answers];
  const field = (name: string, askedBy: string) => ({
    dataset: { askedBy },
    hidden: true,
    input: { name, disabled: true, value: `my ${name}`, focus: () => {} },
  });
  const fields = [
    field("name", "identity.account-needed"),
    field("password", "identity.account-needed identity.password-needed"),
  ].map((one) => ({ ...one, querySelector: () => one.input }));
  const listeners: ((event: unknown) => Promise<void>)[] = [];
  const form = {
    dataset: { action: "/v1/act" },
    hidden: false,
    addEventListener: (_type: string, listener: (event: unknown) => Promise<void>) =>
      listeners.push(listener),
  };
  const status = { textContent: "", focus: () => {} };
  const outcome = (code: string, more = {}) => ({
    dataset: { outcome: code, ...more },
    textContent: `told ${code}`,
  });
  const found: Record<string, unknown> = {
    form,
    button: { disabled: true },
    "[role=status]": status,
    "[data-asked-by]": fields,
    "[data-outcome]": [
      outcome("done", { final: "" }),
      outcome("identity.invalid-token", { final: "" }),
      outcome("identity.account-needed"),
      outcome("failed"),
    ],
  };
  const keys = ["key 1", "key 2", "key 3"].values();
  runInNewContext(mailPageScript, {
    URLSearchParams,
    location: { search },
    crypto: { randomUUID: () => keys.next().value },
    document: { querySelector: (it: string) => found[it], querySelectorAll: (it: string) => found[it] },
    FormData: function Filled() {
      return fields.filter(({ input }) => !input.disabled).map(({ input }) => [input.name, input.value]);
    },
    fetch: async (path: string, { body, headers }: { body: string; headers: Record<string, string> }) => {
      sent.push({ path, body: JSON.parse(body), key: headers["idempotency-key"] ?? "" });
      const next = left.shift();
      if (!next) throw new TypeError("no network");
      return { ok: next.status < 300, json: async () => ({ code: next.code }) };
    },
  });
  const press = () => listeners[0]?.({ preventDefault: () => {} });
  return { sent, fields, form, status, button: found["button"], press };
}

describe("the script", () => {
  test("sends nothing before the button is pressed, then the token, and is done", async () => {
    const page = openPage("?token=abc&utm=1", [{ status: 200 }]);
    expect({ sent: page.sent, button: page.button }).toEqual({ sent: [], button: { disabled: false } });
    await page.press();
    expect(page.sent).toEqual([{ path: "/v1/act", body: { token: "abc" }, key: "key 1" }]);
    expect([page.status.textContent, page.form.hidden]).toEqual(["told done", true]);
  });

  test("asks for what a refusal asks for, as another request", async () => {
    const page = openPage("?token=abc", [
      { status: 400, code: "identity.account-needed" },
      { status: 400, code: "identity.unheard-of" },
    ]);
    await page.press();
    expect([page.status.textContent, page.form.hidden]).toEqual(["told identity.account-needed", false]);
    await page.press();
    expect(page.sent.at(-1)).toEqual({
      path: "/v1/act",
      body: { token: "abc", name: "my name", password: "my password" },
      key: "key 2",
    });
    expect(page.status.textContent).toBe("told failed");
    expect(page.fields.map(({ hidden }) => hidden)).toEqual([false, false]);
  });

  test("shows those fields alone that are asked for", async () => {
    const page = openPage("?token=abc", [{ status: 400, code: "identity.password-needed" }]);
    await page.press();
    expect(page.fields.map(({ hidden }) => hidden)).toEqual([true, false]);
  });

  test("sends what was not answered under the same key", async () => {
    const page = openPage("?token=abc", []);
    await page.press();
    await page.press();
    expect(page.sent.map(({ key }) => key)).toEqual(["key 1", "key 1"]);
    expect(page.status.textContent).toBe("told failed");
  });

  test("says at once that a link without a token is none", () => {
    const page = openPage("", []);
    expect([page.status.textContent, page.form.hidden]).toEqual(["told identity.invalid-token", true]);
  });
});
