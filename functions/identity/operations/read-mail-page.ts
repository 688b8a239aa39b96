import * as z from "zod";
import type { MailPages } from "#functions/identity/ports.ts";
import { publicOperation } from "#functions/kernel/operation.ts";

interface Deps {
  readonly mailPages: MailPages;
}

// A link that is only followed uses nothing up: programs that scan mails follow them too.
const page = {
  input: z.strictObject({ language: z.enum(["en", "ja"]) }),
  output: z.object({ html: z.string() }),
  problems: [],
  example: { input: { language: "en" }, output: { html: "<!doctype html>…" } },
} as const;

export const readVerifyEmailPage = publicOperation({
  ...page,
  name: "readVerifyEmailPage",
  summary: "Show the page that a verification mail leads to, in English or Japanese.",
  run:
    ({ mailPages }: Deps) =>
    async (_caller, { language }) => ({ html: mailPages.verifyEmail(language) }),
});

export const readAcceptInvitationPage = publicOperation({
  ...page,
  name: "readAcceptInvitationPage",
  summary: "Show the page that an invitation's mail leads to, in English or Japanese.",
  run:
    ({ mailPages }: Deps) =>
    async (_caller, { language }) => ({ html: mailPages.acceptInvitation(language) }),
});
