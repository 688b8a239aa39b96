import type { Actor, BuiltInRole, Permission, Scope } from "#functions/kernel/actor.ts";
import { grantsOf, type Permissions } from "#functions/kernel/auth/permissions.ts";
import type { Id, NewId } from "#functions/kernel/ids.ts";

const digits = "0123456789abcdefghjkmnpqrstvwxyz";

/** Ids in a row, well-formed and the same in each run: `emp_00000000000000000000000001`, … */
export const idsInOrder = (): NewId => {
  let made = 0;
  return (prefix) => {
    made += 1;
    let rest = made;
    let text = "";
    while (rest > 0) {
      text = digits[rest % 32] + text;
      rest = Math.floor(rest / 32);
    }
    return `${prefix}_${text.padStart(26, "0")}`;
  };
};

/** A fixed, well-formed id: `idOf("tnt", 1)`. */
export const idOf = <P extends string>(prefix: P, n: number): Id<P> =>
  `${prefix}_${String(n).padStart(26, "0")}`;

let commands = 0;

/** Somebody who asks, for tests of operations. */
export const actorFor = (
  permissions: Permissions,
  role: BuiltInRole,
  more: Partial<Actor> & { readonly grants?: Record<Permission, Scope> } = {},
): Actor => {
  commands += 1;
  return {
    requestId: "req-1",
    address: "192.0.2.1",
    command: { operation: "test", key: `key-${commands}`, hash: "hash" },
    tenantId: idOf("tnt", 1),
    subject: { kind: "user", id: idOf("usr", 1) },
    role,
    grants: grantsOf(role, permissions),
    ...more,
  };
};
