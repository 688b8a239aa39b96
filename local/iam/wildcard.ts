// Private-use characters stand for wildcards that are meant literally.
const literals: Readonly<Record<string, string>> = { "\uE000": "*", "\uE001": "?" };

/** Protects text, such as the value of a policy variable, from being read as a pattern. */
export const literally = (value: string): string => value.replaceAll("*", "\uE000").replaceAll("?", "\uE001");

/** Whether text fits a pattern of literals, `*` (any run of characters, also none) and `?` (any one). */
export function fits(pattern: string, value: string): boolean {
  let at = 0;
  let seen = 0;
  let star = -1;
  let retry = 0;
  while (seen < value.length) {
    if (pattern[at] === "*") {
      star = at++;
      retry = seen;
    } else if (fitsOne(pattern[at], value[seen])) {
      at++;
      seen++;
    } else if (star >= 0) {
      at = star + 1;
      seen = ++retry;
    } else return false;
  }
  return pattern.slice(at).replaceAll("*", "") === "";
}

const fitsOne = (wanted = "", char = ""): boolean => wanted === "?" || (literals[wanted] ?? wanted) === char;

/** Compares ARNs part by part, as IAM does: no wildcard reaches over a colon, and absent parts are `*`. */
export function fitsArn(pattern: string, arn: string): boolean {
  if (pattern === "*") return true;
  const wanted = partsOf(pattern);
  return partsOf(arn).every((part, index) => fits(wanted[index] ?? "*", part));
}

function partsOf(arn: string): readonly string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(":")] : [])];
}
