import type { Workforce } from "#functions/identity/ports.ts";
import { asId } from "#functions/kernel/ids.ts";
import type { PeopleReads } from "#functions/people/public.ts";

/** The workforce, as the context `people` tells of it. */
export const peopleWorkforce = (people: PeopleReads): Workforce => ({
  employs: async (tenantId, employeeId) => (await people.employee(tenantId, employeeId)) !== undefined,
  withEmail: async (tenantId, email) => {
    const found = await people.employeeByEmail(tenantId, email);
    return found && asId("emp", found.id);
  },
});
