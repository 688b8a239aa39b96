import type { Language } from "#functions/identity/domain/language.ts";
import { type MailPage, mailPageHtml } from "#functions/identity/pages/mail-page.ts";

interface Written extends Omit<MailPage, "language" | "action" | "fields"> {
  readonly name: string;
  readonly newPassword: string;
  readonly password: string;
}

const texts: Readonly<Record<Language, Written>> = {
  en: {
    title: "Accept the invitation",
    text: "You are invited to join an organisation.",
    button: "Join",
    needsScript: "This page needs JavaScript.",
    name: "Your name",
    newPassword: "A password of your choice, at least 12 characters",
    password: "Your password; if you never chose one, choose one of at least 12 characters",
    outcomes: {
      done: { text: "You have joined. You can sign in now.", isFinal: true },
      "identity.account-needed": { text: "You have no account yet: give your name and choose a password." },
      "identity.password-needed": { text: "Prove that it is you by your password." },
      "identity.weak-password": {
        text: "Choose another password: 12 to 256 characters, not a common one, not around your address.",
      },
      "identity.wrong-credentials": { text: "This is not your password." },
      "identity.slow-down": { text: "Too many tries. Wait a while, then try again." },
      "identity.already-member": { text: "You are a member already. Sign in.", isFinal: true },
      "identity.invitation-gone": { text: "This invitation is over. Ask for another one.", isFinal: true },
      "identity.invalid-token": { text: "This link is not known or has expired.", isFinal: true },
      failed: { text: "That did not work. Try again in a moment." },
    },
  },
  ja: {
    title: "招待を受ける",
    text: "組織に招待されています。",
    button: "参加する",
    needsScript: "このページには JavaScript が必要です。",
    name: "お名前",
    newPassword: "新しいパスワード（12文字以上）",
    password: "パスワード（まだお持ちでない場合は、12文字以上で設定してください）",
    outcomes: {
      done: { text: "参加しました。サインインできます。", isFinal: true },
      "identity.account-needed": {
        text: "アカウントがまだありません。お名前とパスワードを入力してください。",
      },
      "identity.password-needed": { text: "ご本人確認のため、パスワードを入力してください。" },
      "identity.weak-password": {
        text: "別のパスワードをお選びください。12〜256文字で、よく使われるものやメールアドレスを含むものは使えません。",
      },
      "identity.wrong-credentials": { text: "パスワードが正しくありません。" },
      "identity.slow-down": { text: "試行回数が多すぎます。しばらく待ってからもう一度お試しください。" },
      "identity.already-member": { text: "すでにメンバーです。サインインしてください。", isFinal: true },
      "identity.invitation-gone": {
        text: "この招待は無効になりました。改めて招待を依頼してください。",
        isFinal: true,
      },
      "identity.invalid-token": { text: "このリンクは無効か、期限切れです。", isFinal: true },
      failed: { text: "うまくいきませんでした。しばらくしてからもう一度お試しください。" },
    },
  },
};

/** Where an invitation's mail leads. It asks for a name and a password when the API does. */
export function acceptInvitationPage(language: Language): string {
  const { name, newPassword, password, ...text } = texts[language];
  const isNew = ["identity.account-needed"];
  return mailPageHtml({
    ...text,
    language,
    action: "/v1/identity/invitations/accept",
    fields: [
      { name: "name", type: "text", label: name, autocomplete: "name", askedBy: isNew, maxLength: 120 },
      {
        name: "password",
        type: "password",
        label: newPassword,
        autocomplete: "new-password",
        askedBy: isNew,
        maxLength: 256,
      },
      {
        name: "password",
        type: "password",
        label: password,
        autocomplete: "current-password",
        askedBy: ["identity.password-needed"],
        maxLength: 256,
      },
    ],
  });
}
