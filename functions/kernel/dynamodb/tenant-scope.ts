import { AsyncLocalStorage } from "node:async_hooks";

const scope = new AsyncLocalStorage<string>();

/** Serves one tenant: whatever `work` does to the tenant table, it does as that tenant. */
export const asTenant = <T>(tenantId: string, work: () => Promise<T>): Promise<T> =>
  scope.run(tenantId, work);

/** The tenant being served. Outside of `asTenant` there is none, and nothing of a tenant can be touched. */
export function currentTenant(): string {
  const tenantId = scope.getStore();
  if (tenantId === undefined) throw new Error("No tenant is being served here");
  return tenantId;
}
