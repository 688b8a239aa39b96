import { createHash } from "node:crypto";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Change } from "#functions/kernel/commit.ts";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import { getAll } from "#functions/kernel/dynamodb/get-all.ts";
import type { Refusal } from "#functions/kernel/errors/app-error.ts";
import { emailEntity, externalIdEntity } from "#functions/people/adapters/employee-entity.ts";
import { reportEntity } from "#functions/people/adapters/structure-entity.ts";
import type { Employee } from "#functions/people/domain/employee.ts";
import type { Employees } from "#functions/people/ports.ts";

const externalIdTaken: Refusal = {
  kind: "conflict",
  code: "people.external-id-taken",
  message: "Another employee has this external id",
};
const emailTaken: Refusal = {
  kind: "conflict",
  code: "people.email-taken",
  message: "Another employee has this e-mail address",
};

const markedFields = ["externalId", "email", "managerId"] as const;
type MarkedField = (typeof markedFields)[number];
type Marked = Pick<Employee, MarkedField>;

// No personal data stands in a key.
const hashOf = (tenantId: string, email: string): string =>
  createHash("sha256").update(`${tenantId} ${email.toLowerCase()}`).digest("base64url");

type Prepare = (employeeId: string, value: string) => Change;

/** What stands beside an employee's own item: a marker for what is unique, and the line from their manager. */
export function employeeMarkers(client: DynamoDBDocumentClient, table: string) {
  const externalIds = externalIdEntity(client, table);
  const emails = emailEntity(client, table);
  const reports = reportEntity(client, table);

  const writersOf = (
    tenantId: string,
  ): Readonly<Record<MarkedField, { readonly put: Prepare; readonly drop: Prepare }>> => ({
    externalId: {
      put: (employeeId, externalId) =>
        changeOf({ Put: externalIds.create({ tenantId, externalId, employeeId }).params() }, externalIdTaken),
      drop: (_, externalId) => changeOf({ Delete: externalIds.delete({ tenantId, externalId }).params() }),
    },
    email: {
      put: (employeeId, emailHash) =>
        changeOf({ Put: emails.create({ tenantId, emailHash, employeeId }).params() }, emailTaken),
      drop: (_, emailHash) => changeOf({ Delete: emails.delete({ tenantId, emailHash }).params() }),
    },
    managerId: {
      put: (employeeId, managerId) =>
        changeOf({ Put: reports.put({ tenantId, managerId, employeeId }).params() }),
      drop: (employeeId, managerId) =>
        changeOf({ Delete: reports.delete({ tenantId, managerId, employeeId }).params() }),
    },
  });
  const keyed = (tenantId: string, { email, ...rest }: Marked): Marked => ({
    ...rest,
    email: email === undefined ? undefined : hashOf(tenantId, email),
  });

  return {
    /** The changes that lead from the markers of `before` to those of `after`. */
    between: (tenantId: string, employeeId: string, before: Marked, after: Marked): readonly Change[] => {
      const writers = writersOf(tenantId);
      const [old, now] = [keyed(tenantId, before), keyed(tenantId, after)];
      return markedFields.flatMap((field) => {
        const [was, is] = [old[field], now[field]];
        if (was === is) return [];
        const dropped = was === undefined ? [] : [writers[field].drop(employeeId, was)];
        return is === undefined ? dropped : [...dropped, writers[field].put(employeeId, is)];
      });
    },
    ...markerReads(externalIds, emails),
  };
}

const markerReads = (
  externalIds: ReturnType<typeof externalIdEntity>,
  emails: ReturnType<typeof emailEntity>,
): Pick<Employees, "idsByExternalId" | "idsByEmail"> => ({
  idsByExternalId: async (tenantId, given) => {
    const keys = [...new Set(given)].map((externalId) => ({ tenantId, externalId }));
    const found = await getAll(keys, (left) => externalIds.get(left).go({ consistent: true }));
    return new Map(found.map(({ externalId, employeeId }) => [externalId, employeeId]));
  },
  idsByEmail: async (tenantId, given) => {
    const hashes = new Map(given.map((email) => [email, hashOf(tenantId, email)]));
    const keys = [...new Set(hashes.values())].map((emailHash) => ({ tenantId, emailHash }));
    const found = await getAll(keys, (left) => emails.get(left).go({ consistent: true }));
    const owners = new Map(found.map(({ emailHash, employeeId }) => [emailHash, employeeId]));
    return new Map(
      [...hashes].flatMap(([email, hash]) => {
        const owner = owners.get(hash);
        return owner === undefined ? [] : [[email, owner] as const];
      }),
    );
  },
});
