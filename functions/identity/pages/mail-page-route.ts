import { languageFor } from "#functions/identity/domain/language.ts";
import { mailPagePolicy } from "#functions/identity/pages/mail-page.ts";
import type { HttpReply, HttpRequest } from "#functions/kernel/http/route.ts";

/** How a mail's page is asked for and answered. The query, token and all, is its script's business alone. */
export const mailPage = {
  unlimited: true,
  receive: ({ headers }: HttpRequest) => ({ language: languageFor(headers["accept-language"] ?? "") }),
  reply: ({ html }: { readonly html: string }): HttpReply => ({
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": mailPagePolicy,
      vary: "origin, accept-language",
    },
    body: html,
  }),
} as const;
