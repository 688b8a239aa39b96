import { type Letter, oneLine } from "#functions/identity/domain/mails/letter.ts";

interface About {
  /** BCP 47 tag of the tenant. */
  readonly locale: string;
  readonly tenantName: string;
  readonly token: string;
  readonly url: string;
}

type Written = Omit<Letter, "language" | "url" | "token">;

const letter = (
  { locale, token, url }: About,
  texts: { readonly en: Written; readonly ja: Written },
): Letter => {
  const language = new Intl.Locale(locale).language === "ja" ? "ja" : "en";
  return { ...texts[language], language, token, url };
};

/** To somebody new, who has just signed up. */
export function verificationLetter(about: About & { readonly name: string }): Letter {
  const [tenant, name] = [oneLine(about.tenantName), oneLine(about.name)];
  return letter(about, {
    en: {
      subject: `Confirm your address for ${tenant}`,
      greeting: `Hello ${name},`,
      paragraphs: [`You signed up ${tenant}. Confirm that this address is yours, and you can sign in.`],
      action: "Confirm the address",
      closing: "This is good for 24 hours. If it was not you, do nothing: without it nobody gets in.",
    },
    ja: {
      subject: `${tenant} のメールアドレスの確認`,
      greeting: `${name} 様`,
      paragraphs: [`${tenant} のお申し込みありがとうございます。アドレスを確認すると、サインインできます。`],
      action: "アドレスを確認する",
      closing: "有効期限は24時間です。心当たりがない場合は、何もなさらないでください。",
    },
  });
}

/** To somebody who has an account already, with whose address a further organisation was signed up. */
export function reservationLetter(about: About & { readonly name: string }): Letter {
  const [tenant, name] = [oneLine(about.tenantName), oneLine(about.name)];
  return letter(about, {
    en: {
      subject: `${tenant} was signed up with your address`,
      greeting: `Hello ${name},`,
      paragraphs: [
        `Somebody, you we hope, signed up ${tenant} with your address. You have an account already: confirm, and you own this organisation too.`,
        "Sign in with the password that you have. One that was chosen at this sign-up does not count.",
      ],
      action: "Confirm that it was me",
      closing: "This is good for 24 hours. If it was not you, do nothing: the sign-up lapses by itself.",
    },
    ja: {
      subject: `お客様のアドレスで ${tenant} が登録されました`,
      greeting: `${name} 様`,
      paragraphs: [
        `お客様のアドレスで ${tenant} の登録がありました。すでにアカウントをお持ちです。確認すると、この組織の所有者になります。`,
        "これまでのパスワードでサインインしてください。今回の登録で入力されたパスワードは使われません。",
      ],
      action: "登録を確認する",
      closing:
        "有効期限は24時間です。心当たりがない場合は、何もなさらないでください。登録は自動的に失効します。",
    },
  });
}

/** To somebody whom a member asks to join. */
export function invitationLetter(about: About): Letter {
  const tenant = oneLine(about.tenantName);
  return letter(about, {
    en: {
      subject: `Join ${tenant}`,
      greeting: "Hello,",
      paragraphs: [`You are invited to join ${tenant}.`],
      action: "Accept the invitation",
      closing: "This is good for 7 days. If you do not know what this is about, do nothing.",
    },
    ja: {
      subject: `${tenant} への招待`,
      greeting: "こんにちは。",
      paragraphs: [`${tenant} に招待されました。`],
      action: "招待を受ける",
      closing: "有効期限は7日間です。心当たりがない場合は、何もなさらないでください。",
    },
  });
}
