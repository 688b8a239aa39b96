import exportCompleted from "#events/audit/examples/export-completed.v1.json" with { type: "json" };
import exportRequested from "#events/audit/examples/export-requested.v1.json" with { type: "json" };
import { exportCompletedV1 } from "#events/audit/export-completed.v1.ts";
import { exportRequestedV1 } from "#events/audit/export-requested.v1.ts";
import type { DomainEvent, EventContract } from "#events/envelope.ts";
import { emailVerifiedV1 } from "#events/identity/email-verified.v1.ts";
import emailVerified from "#events/identity/examples/email-verified.v1.json" with { type: "json" };
import invitationRevoked from "#events/identity/examples/invitation-revoked.v1.json" with { type: "json" };
import memberChanged from "#events/identity/examples/member-changed.v1.json" with { type: "json" };
import memberInvited from "#events/identity/examples/member-invited.v1.json" with { type: "json" };
import memberJoined from "#events/identity/examples/member-joined.v1.json" with { type: "json" };
import memberRemoved from "#events/identity/examples/member-removed.v1.json" with { type: "json" };
import sessionEnded from "#events/identity/examples/session-ended.v1.json" with { type: "json" };
import sessionStarted from "#events/identity/examples/session-started.v1.json" with { type: "json" };
import signInsRefused from "#events/identity/examples/sign-ins-refused.v1.json" with { type: "json" };
import verificationRequested from "#events/identity/examples/verification-requested.v1.json" with {
  type: "json",
};
import { invitationRevokedV1 } from "#events/identity/invitation-revoked.v1.ts";
import { memberChangedV1 } from "#events/identity/member-changed.v1.ts";
import { memberInvitedV1 } from "#events/identity/member-invited.v1.ts";
import { memberJoinedV1 } from "#events/identity/member-joined.v1.ts";
import { memberRemovedV1 } from "#events/identity/member-removed.v1.ts";
import { sessionEndedV1 } from "#events/identity/session-ended.v1.ts";
import { sessionStartedV1 } from "#events/identity/session-started.v1.ts";
import { signInsRefusedV1 } from "#events/identity/sign-ins-refused.v1.ts";
import { verificationRequestedV1 } from "#events/identity/verification-requested.v1.ts";
import { departmentCreatedV1 } from "#events/people/department-created.v1.ts";
import { departmentRenamedV1 } from "#events/people/department-renamed.v1.ts";
import { employeeCreatedV1 } from "#events/people/employee-created.v1.ts";
import { employeeUpdatedV1 } from "#events/people/employee-updated.v1.ts";
import { employeesImportUndoneV1 } from "#events/people/employees-import-undone.v1.ts";
import { employeesImportedV1 } from "#events/people/employees-imported.v1.ts";
import departmentCreated from "#events/people/examples/department-created.v1.json" with { type: "json" };
import departmentRenamed from "#events/people/examples/department-renamed.v1.json" with { type: "json" };
import employeeCreated from "#events/people/examples/employee-created.v1.json" with { type: "json" };
import employeeUpdated from "#events/people/examples/employee-updated.v1.json" with { type: "json" };
import employeesImportUndone from "#events/people/examples/employees-import-undone.v1.json" with {
  type: "json",
};
import employeesImported from "#events/people/examples/employees-imported.v1.json" with { type: "json" };
import tenantActivated from "#events/tenants/examples/tenant-activated.v1.json" with { type: "json" };
import tenantClosing from "#events/tenants/examples/tenant-closing.v1.json" with { type: "json" };
import tenantCreated from "#events/tenants/examples/tenant-created.v1.json" with { type: "json" };
import tenantReleased from "#events/tenants/examples/tenant-released.v1.json" with { type: "json" };
import tenantUpdated from "#events/tenants/examples/tenant-updated.v1.json" with { type: "json" };
import { tenantActivatedV1 } from "#events/tenants/tenant-activated.v1.ts";
import { tenantClosingV1 } from "#events/tenants/tenant-closing.v1.ts";
import { tenantCreatedV1 } from "#events/tenants/tenant-created.v1.ts";
import { tenantReleasedV1 } from "#events/tenants/tenant-released.v1.ts";
import { tenantUpdatedV1 } from "#events/tenants/tenant-updated.v1.ts";
import punchRecorded from "#events/time/examples/punch-recorded.v1.json" with { type: "json" };
import sessionsImported from "#events/time/examples/sessions-imported.v1.json" with { type: "json" };
import { punchRecordedV1 } from "#events/time/punch-recorded.v1.ts";
import { sessionsImportedV1 } from "#events/time/sessions-imported.v1.ts";
import { endpointCreatedV1 } from "#events/webhooks/endpoint-created.v1.ts";
import { endpointDeletedV1 } from "#events/webhooks/endpoint-deleted.v1.ts";
import { endpointDisabledV1 } from "#events/webhooks/endpoint-disabled.v1.ts";
import { endpointUpdatedV1 } from "#events/webhooks/endpoint-updated.v1.ts";
import endpointCreated from "#events/webhooks/examples/endpoint-created.v1.json" with { type: "json" };
import endpointDeleted from "#events/webhooks/examples/endpoint-deleted.v1.json" with { type: "json" };
import endpointDisabled from "#events/webhooks/examples/endpoint-disabled.v1.json" with { type: "json" };
import endpointUpdated from "#events/webhooks/examples/endpoint-updated.v1.json" with { type: "json" };
import replayRequested from "#events/webhooks/examples/replay-requested.v1.json" with { type: "json" };
import secretRotated from "#events/webhooks/examples/secret-rotated.v1.json" with { type: "json" };
import test from "#events/webhooks/examples/test.v1.json" with { type: "json" };
import { replayRequestedV1 } from "#events/webhooks/replay-requested.v1.ts";
import { secretRotatedV1 } from "#events/webhooks/secret-rotated.v1.ts";
import { testV1 } from "#events/webhooks/test.v1.ts";
import { meanings } from "./event-meanings.ts";

/** An event that tenants may have posted to them. */
export interface PublishedEvent {
  readonly contract: EventContract;
  readonly meaning: string;
  /** The whole envelope, as the bus carries it. */
  readonly example: Example;
}

type Example = Pick<DomainEvent, "id" | "time" | "tenantId" | "data">;

const listed: ReadonlyArray<readonly [EventContract, Example]> = [
  [exportCompletedV1, exportCompleted],
  [exportRequestedV1, exportRequested],
  [emailVerifiedV1, emailVerified],
  [invitationRevokedV1, invitationRevoked],
  [memberChangedV1, memberChanged],
  [memberInvitedV1, memberInvited],
  [memberJoinedV1, memberJoined],
  [memberRemovedV1, memberRemoved],
  [sessionEndedV1, sessionEnded],
  [sessionStartedV1, sessionStarted],
  [signInsRefusedV1, signInsRefused],
  [verificationRequestedV1, verificationRequested],
  [departmentCreatedV1, departmentCreated],
  [departmentRenamedV1, departmentRenamed],
  [employeeCreatedV1, employeeCreated],
  [employeeUpdatedV1, employeeUpdated],
  [employeesImportUndoneV1, employeesImportUndone],
  [employeesImportedV1, employeesImported],
  [tenantActivatedV1, tenantActivated],
  [tenantClosingV1, tenantClosing],
  [tenantCreatedV1, tenantCreated],
  [tenantReleasedV1, tenantReleased],
  [tenantUpdatedV1, tenantUpdated],
  [punchRecordedV1, punchRecorded],
  [sessionsImportedV1, sessionsImported],
  [endpointCreatedV1, endpointCreated],
  [endpointDeletedV1, endpointDeleted],
  [endpointDisabledV1, endpointDisabled],
  [endpointUpdatedV1, endpointUpdated],
  [replayRequestedV1, replayRequested],
  [secretRotatedV1, secretRotated],
  [testV1, test],
];

/** Everything that is told of what happens. */
export const events: readonly PublishedEvent[] = listed.map(([contract, example]) => ({
  contract,
  example,
  meaning: new Map<string, string>(Object.entries(meanings)).get(contract.type) ?? "",
}));
