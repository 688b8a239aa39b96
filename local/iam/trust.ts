import type { Iam } from "#local/iam/iam.ts";
import { decide } from "#local/iam/policy.ts";
import { contextOf, type Principal } from "#local/iam/principal.ts";
import type { Role } from "#local/iam/roles.ts";

type ConditionKeys = Readonly<Record<string, readonly string[]>>;

/** Whether a principal's own policies and the role's trust let it do `action` (`sts:AssumeRole`, `sts:TagSession`) to the role. */
export function mayAssume(
  iam: Iam,
  principal: Principal,
  role: Role,
  action: string,
  keys: ConditionKeys,
): boolean {
  const access = { action, resource: role.arn, context: contextOf(principal, keys) };
  const trusts = (...names: string[]) =>
    decide(
      role.trust.filter(({ principals }) => principals.some((each) => names.includes(each))),
      access,
    );
  // To trust an account leaves it to that account's policies; to trust a role or session by name needs no more.
  const itself = [principal.arn, principal.roleArn ?? principal.arn];
  const anyone = ["*", principal.account, `arn:aws:iam::${principal.account}:root`];
  const own = iam.decide(principal, { action, resource: role.arn, context: keys });
  return (
    own !== "explicit-deny" &&
    trusts(...itself, ...anyone) === "allowed" &&
    (own === "allowed" || trusts(...itself) === "allowed")
  );
}
