import type { Cookies } from "#functions/identity/ports.ts";

/** The one place that browsers send the cookie to. */
const path = "/v1/identity/sessions";

/** Cookies that no script reads and no other site makes a browser send; `Secure` wherever the stamp is reached by https. */
export const refreshCookies = (publicUrl: string, name: string): Cookies => {
  const attributes = [`Path=${path}`, "HttpOnly", "SameSite=Strict"].concat(
    publicUrl.startsWith("https:") ? ["Secure"] : [],
  );
  const cookie = (value: string, ...more: readonly string[]) =>
    [`${name}=${value}`, ...attributes, ...more].join("; ");
  return {
    set: (refreshToken, expiresAt) =>
      cookie(refreshToken, `Expires=${new Date(expiresAt * 1000).toUTCString()}`),
    clear: () => cookie("", "Max-Age=0"),
  };
};
