import type { Context } from "#local/iam/condition.ts";

/** Whose credentials signed a call. */
export interface Principal {
  /** As errors and `GetCallerIdentity` show it: of an assumed role, the session's ARN. */
  readonly arn: string;
  readonly account: string;
  /** Name of the assumed role; `undefined` for the account's root, whom nothing is refused. */
  readonly role: string | undefined;
  readonly roleArn: string | undefined;
  /** Tags of the role, overlaid with those of the session. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The condition keys of a request: those of the principal, and those that its service adds. */
export function contextOf(
  principal: Principal,
  of: Context | Readonly<Record<string, readonly string[]>> = {},
): Context {
  const own = new Map<string, readonly string[]>([
    ["aws:principalarn", [principal.roleArn ?? principal.arn]],
    ["aws:principalaccount", [principal.account]],
    ["aws:principaltype", [principal.role ? "AssumedRole" : "Account"]],
    // The laptop stands for AWS, which answers over TLS alone.
    ["aws:securetransport", ["true"]],
  ]);
  for (const [key, value] of Object.entries(principal.tags))
    own.set(`aws:principaltag/${key.toLowerCase()}`, [value]);
  if (typeof of === "function") return (key) => own.get(key) ?? of(key);
  for (const [key, values] of Object.entries(of)) own.set(key.toLowerCase(), values);
  return (key) => own.get(key);
}
