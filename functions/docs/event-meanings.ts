import type { eventTypes } from "#events/types.ts";

/** What each event tells, for readers of the API's description. */
export const meanings: Readonly<Record<(typeof eventTypes)[number], string>> = {
  "audit.export-completed.v1":
    "The file is there, and ends with this checkpoint. A webhook of it is a witness of the log outside of the platform.",
  "audit.export-requested.v1": "Somebody wants the whole audit log in a file.",
  "identity.email-verified.v1": "A person proved that the address they signed up with is theirs.",
  "identity.invitation-revoked.v1": "An invitation was taken back before it was used.",
  "identity.member-changed.v1": "A member's role, or the employee they are, changed.",
  "identity.member-invited.v1": "Somebody was asked to join the tenant.",
  "identity.member-joined.v1": "A person became a member of the tenant.",
  "identity.member-removed.v1": "A person is no longer a member of the tenant.",
  "identity.session-ended.v1":
    "A session is over: neither its refresh token nor its access tokens are good any more.",
  "identity.session-started.v1":
    "A person signed in. `failuresBefore`: wrong passwords since the last time it was right.",
  "identity.sign-ins-refused.v1":
    "Wrong passwords for one account added up; told at growing numbers, not each time.",
  "identity.verification-requested.v1": "The mail that proves an address is wanted once more.",
  "people.department-created.v1": "A department was entered, or mentioned for the first time.",
  "people.department-renamed.v1": "A department has another name; it is the same department.",
  "people.employee-created.v1":
    "An employee was entered, by hand or by a program; imports tell of theirs by `people.employees-imported`.",
  "people.employee-updated.v1": "Something about an employee changed; told is how they are now.",
  "people.employees-import-undone.v1":
    "An import for all or nothing took a step back: these employees are gone again, or are as they were before.",
  "people.employees-imported.v1": "One step of an import entered or changed these employees.",
  "tenants.tenant-activated.v1": "The owner proved their address: the tenant may be used.",
  "tenants.tenant-closing.v1":
    "The owner closed the tenant: nobody gets in any more, and its slug stays taken.",
  "tenants.tenant-created.v1": "Somebody signed up; the tenant waits until the owner's address is proved.",
  "tenants.tenant-released.v1": "A sign-up was never verified: the tenant is gone and its slug is free.",
  "tenants.tenant-updated.v1": "Settings of the tenant changed; `changed` names them.",
  "time.punch-recorded.v1":
    "A person pressed the clock. A clock-out tells what the session it ended came to.",
  "time.sessions-imported.v1": "An import recorded past sessions; one event for each part of the work.",
  "webhooks.endpoint-created.v1":
    "A tenant named an address that its events are to be posted to. The address itself may hold a secret and is not told.",
  "webhooks.endpoint-deleted.v1": "An endpoint is no more; nothing is posted to it any longer.",
  "webhooks.endpoint-disabled.v1":
    "The platform stopped posting to an endpoint: it answered 410 Gone, or did nothing but fail for five days.",
  "webhooks.endpoint-updated.v1": "Something about an endpoint was changed.",
  "webhooks.replay-requested.v1":
    "Somebody wants deliveries of an endpoint made again: one, or those of a span of time.",
  "webhooks.secret-rotated.v1":
    "An endpoint got a new signing secret; the older ones sign beside it until then.",
  "webhooks.test.v1":
    "Somebody wants to see whether an endpoint works; posted to that one alone, whatever its filters.",
};
