import type { Workforce } from "#functions/identity/ports.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";

/** Refuses with `identity.no-such-employee` (invalid) when nobody is employed under this id. */
export async function demandEmployee(
  workforce: Workforce,
  tenantId: string,
  employeeId: string,
): Promise<void> {
  if (await workforce.employs(tenantId, employeeId)) return;
  refuse("invalid", "identity.no-such-employee", "There is no such employee", {
    faults: [{ path: "employeeId", message: "is nobody's" }],
  });
}
