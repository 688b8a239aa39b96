import type { Language } from "#functions/identity/domain/language.ts";
import { type MailPage, mailPageHtml } from "#functions/identity/pages/mail-page.ts";

type Written = Omit<MailPage, "language" | "action" | "fields">;

const texts: Readonly<Record<Language, Written>> = {
  en: {
    title: "Confirm your address",
    text: "Confirm that this e-mail address is yours, and you can sign in.",
    button: "Confirm the address",
    needsScript: "This page needs JavaScript.",
    outcomes: {
      done: { text: "Your address is confirmed. You can sign in now.", isFinal: true },
      "identity.invalid-token": {
        text: "This link is not known, was used before or has expired. Ask for another mail where you sign in.",
        isFinal: true,
      },
      failed: { text: "That did not work. Try again in a moment." },
    },
  },
  ja: {
    title: "メールアドレスの確認",
    text: "このメールアドレスがご自身のものであることを確認すると、サインインできます。",
    button: "アドレスを確認する",
    needsScript: "このページには JavaScript が必要です。",
    outcomes: {
      done: { text: "アドレスを確認しました。サインインできます。", isFinal: true },
      "identity.invalid-token": {
        text: "このリンクは無効か、使用済みか、期限切れです。サインインの際に確認メールを再送してください。",
        isFinal: true,
      },
      failed: { text: "うまくいきませんでした。しばらくしてからもう一度お試しください。" },
    },
  },
};

/** Where the mail leads that asks somebody to prove their address. */
export const verifyEmailPage = (language: Language): string =>
  mailPageHtml({ ...texts[language], language, action: "/v1/identity/verify-email", fields: [] });
