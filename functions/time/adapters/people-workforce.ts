import type { EmployeeFacts, PeopleReads } from "#functions/people/public.ts";
import type { Worker, Workforce } from "#functions/time/ports.ts";

/** The workforce, as the context `people` tells of it. */
export const peopleWorkforce = (people: PeopleReads): Workforce => ({
  find: async (tenantId, employeeId) => {
    const facts = await people.employee(tenantId, employeeId);
    return facts && workerOf(facts);
  },
  byExternalId: async (tenantId, externalIds) => {
    const found = await people.employeesByExternalId(tenantId, externalIds);
    return new Map([...found].map(([externalId, facts]) => [externalId, workerOf(facts)]));
  },
  managersOf: people.managersOf,
});

const workerOf = ({ id, externalId, hireDate, timeZone }: EmployeeFacts): Worker => ({
  employeeId: id,
  externalId,
  hireDate,
  timeZone,
});
