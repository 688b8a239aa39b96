import { fact, type NewEvent } from "#events/envelope.ts";
import { tenantActivatedV1 } from "#events/tenants/tenant-activated.v1.ts";
import type { Account, User } from "#functions/identity/domain/account.ts";
import type { Invitation } from "#functions/identity/domain/invitation.ts";
import { ownersGained } from "#functions/identity/domain/roles.ts";
import { isOver, type Session } from "#functions/identity/domain/session.ts";
import { type Failures, noFailures } from "#functions/identity/domain/throttle.ts";
import type {
  Accounts,
  ApplyChanges,
  Cookies,
  Invitations,
  Mail,
  Member,
  Members,
  Passwords,
  Proof,
  Proofs,
  Secrets,
  Sessions,
  TenantSummary,
  Throttles,
  Workforce,
} from "#functions/identity/ports.ts";
import type { Caller } from "#functions/kernel/actor.ts";
import type { Change } from "#functions/kernel/commit.ts";
import type { RefusalKind } from "#functions/kernel/errors/app-error.ts";
import { asId } from "#functions/kernel/ids.ts";
import { idsInOrder } from "#tests/support/actors.ts";
import { memoryChange, memoryCommit } from "#tests/support/memory-commit.ts";

export const now = new Date("2026-11-20T09:00:00Z");

const refusal = (kind: RefusalKind, code: string) => ({ kind, code, message: code });

/** A clock that a test moves. */
const movingClock = (start = now) => {
  let at = start.getTime();
  return {
    clock: () => new Date(at),
    pass: (seconds: number) => {
      at += seconds * 1000;
    },
  };
};

function memoryAccounts() {
  const byId = new Map<string, Account>();
  const byEmail = new Map<string, string>();
  const versionOf = (userId: string) => byId.get(userId)?.user.version ?? 0;
  const store = (account: Account) => {
    byId.set(account.user.userId, account);
    byEmail.set(account.user.email, account.user.userId);
  };
  const guarded = (seen: number, userId: string, apply: () => void) =>
    memoryChange(apply, refusal("conflict", "identity.account-changed"), () => versionOf(userId) !== seen);
  const accounts: Accounts = {
    byId: async (userId) => byId.get(userId),
    byEmail: async (email) => byId.get(byEmail.get(email) ?? ""),
    users: async (ids) => ids.map((id) => byId.get(id)?.user).filter((user): user is User => !!user),
    add: (account) => [
      memoryChange(
        () => store(account),
        refusal("conflict", "identity.email-known"),
        () => byEmail.has(account.user.email),
      ),
    ],
    save: (before, after) => [guarded(before.user.version, before.user.userId, () => store(after))],
    remove: ({ user }) => [
      guarded(user.version, user.userId, () => {
        byId.delete(user.userId);
        byEmail.delete(user.email);
      }),
    ],
  };
  return { accounts, byId, store };
}

function memorySessions(clock: () => Date) {
  const stored = new Map<string, Session>();
  const sessions: Sessions = {
    find: async (_userId, sessionId) => stored.get(sessionId),
    ofUser: async (userId) =>
      [...stored.values()].filter((each) => each.userId === userId && !isOver(each, clock())),
    add: (session) => memoryChange(() => stored.set(session.sessionId, session)),
    save: (session) =>
      memoryChange(
        () => stored.set(session.sessionId, session),
        refusal("conflict", "identity.rotated-meanwhile"),
        () => stored.get(session.sessionId)?.currentHash !== session.previousHash,
      ),
    remove: ({ sessionId }) => memoryChange(() => stored.delete(sessionId)),
  };
  return { sessions, stored };
}

function memoryMembers(clock: () => Date) {
  const stored = new Map<string, Member>();
  const marked: { readonly id: string; readonly at: Date }[] = [];
  const door = { status: "active" };
  let owners = 0;
  const keyOf = (tenantId: string, userId: string) => `${tenantId}/${userId}`;
  const shift = (by: number): Change[] =>
    by === 0
      ? []
      : [
          memoryChange(
            () => {
              owners += by;
            },
            refusal("conflict", "identity.last-owner"),
            () => by < 0 && owners < 2,
          ),
        ];
  const put = (tenantId: string, seen: number, member: Member, code: string) =>
    memoryChange(
      () => stored.set(keyOf(tenantId, member.userId), member),
      refusal("conflict", code),
      () => (stored.get(keyOf(tenantId, member.userId))?.version ?? 0) !== seen,
    );
  const mark = (ids: readonly string[], at: Date) =>
    ids.map((id) => memoryChange(() => marked.push({ id, at })));
  const members: Members = {
    find: async (tenantId, userId) => stored.get(keyOf(tenantId, userId)),
    list: async (tenantId) => ({
      items: [...stored].filter(([key]) => key.startsWith(tenantId)).map(([, member]) => member),
      nextCursor: null,
    }),
    tenantStatus: async () => door.status,
    found: (tenantId, userId) => [
      put(tenantId, 0, { userId, role: "owner", status: "active", version: 1, endedSessions: [] }, "taken"),
      memoryChange(() => {
        owners = 1;
      }),
    ],
    unfound: (tenantId, userId) => [memoryChange(() => stored.delete(keyOf(tenantId, userId)))],
    join: (tenantId, before, joined) => [
      put(
        tenantId,
        before?.version ?? 0,
        { ...joined, status: "active", version: (before?.version ?? 0) + 1, endedSessions: [] },
        "identity.already-member",
      ),
      ...shift(ownersGained(undefined, joined.role)),
      ...mark([joined.userId], clock()),
    ],
    change: (tenantId, before, after, at) => [
      put(tenantId, before.version, { ...before, ...after, version: before.version + 1 }, "request.stale"),
      ...shift(
        ownersGained(before.role, after.status === "removed" ? undefined : (after.role ?? before.role)),
      ),
      ...mark([before.userId], at),
    ],
    endSessions: (tenantId, userId, ids, at) => [
      memoryChange(() => {
        const member = stored.get(keyOf(tenantId, userId));
        if (member)
          stored.set(keyOf(tenantId, userId), {
            ...member,
            endedSessions: [...member.endedSessions, ...ids],
          });
      }),
      ...mark(ids, at),
    ],
  };
  const place = (tenantId: string, member: Member) => {
    stored.set(keyOf(tenantId, member.userId), member);
    if (member.role === "owner") owners += 1;
  };
  return { members, placed: stored, marked, door, place };
}

function memoryInvitations() {
  const stored = new Map<string, Invitation>();
  const open = new Set<string>();
  const invitations: Invitations = {
    find: async (_tenantId, id) => stored.get(id),
    list: async () => ({ items: [...stored.values()], nextCursor: null }),
    add: (invitation) => [
      memoryChange(
        () => {
          stored.set(invitation.invitationId, invitation);
          open.add(invitation.email);
        },
        refusal("conflict", "identity.already-invited"),
        () => open.has(invitation.email),
      ),
    ],
    settle: (invitation) => [
      memoryChange(
        () => {
          stored.set(invitation.invitationId, invitation);
          open.delete(invitation.email);
        },
        refusal("gone", "identity.invitation-gone"),
        () => stored.get(invitation.invitationId)?.version !== invitation.version - 1,
      ),
    ],
  };
  return { invitations, stored };
}

function memoryProofs(clock: () => Date) {
  const stored = new Map<string, Proof>();
  const proofs: Proofs = {
    find: async (digest) => {
      const proof = stored.get(digest);
      return proof && proof.expiresAt * 1000 > clock().getTime() ? proof : undefined;
    },
    add: async (proof) => {
      stored.set(proof.digest, proof);
    },
    use: (digest, key) =>
      memoryChange(
        () => {
          const proof = stored.get(digest);
          if (proof) stored.set(digest, { ...proof, usedWith: key });
        },
        refusal("gone", "identity.invalid-token"),
        () => stored.get(digest)?.usedWith !== undefined,
      ),
  };
  return { proofs, stored };
}

function memoryThrottles() {
  const stored = new Map<string, Failures>();
  const throttles: Throttles = {
    placeOf: (address) => address,
    read: async (kind, digest) => stored.get(`${kind}/${digest}`) ?? noFailures,
    write: async (kind, digest, before, after) => {
      const current = stored.get(`${kind}/${digest}`) ?? noFailures;
      if (current.count !== before.count || current.lastAt !== before.lastAt) return false;
      stored.set(`${kind}/${digest}`, after);
      return true;
    },
  };
  return { throttles, stored };
}

/** Hashes that can be read, and a count of how many were made: what a stopwatch would tell. */
function memoryPasswords() {
  const work = { hashes: 0 };
  const passwords: Passwords = {
    hash: async (password) => {
      work.hashes += 1;
      return `hash of ${password}`;
    },
    matches: async (password, hash) => {
      work.hashes += 1;
      return hash?.endsWith(` of ${password}`) ?? false;
    },
    isOutdated: (hash) => hash.startsWith("old"),
  };
  return { passwords, work };
}

function memorySecrets(): Secrets {
  let made = 0;
  return {
    fresh: () => {
      made += 1;
      return String(made).padStart(43, "s");
    },
    digest: (secret) => `#${secret}`,
    following: (secret, nonce) => `${secret.slice(0, 21)}${nonce.slice(-22)}`,
  };
}

function memoryTenants(door: { status: string }) {
  const stored = new Map<string, TenantSummary>();
  return {
    stored,
    tenants: {
      summary: async (tenantId: string) => stored.get(tenantId),
      activation: async (tenantId: string) => {
        const tenant = stored.get(tenantId);
        if (tenant?.status !== "pending-verification") return tenant && { tenant, changes: [], events: [] };
        const active = { ...tenant, status: "trial" };
        const { slug } = tenant;
        const data = { slug, status: "trial", plan: "standard", stamp: "pool", region: "eu-west-1" } as const;
        const activated = fact(tenantActivatedV1, { sequence: 2, data: { ...data, ownerId: "usr_1" } });
        const apply = () => {
          stored.set(tenantId, active);
          door.status = "trial";
        };
        const isStale = () => stored.get(tenantId)?.status !== "pending-verification";
        return {
          tenant: active,
          changes: [memoryChange(apply, refusal("stale", "request.stale"), isStale)],
          events: [activated],
        };
      },
    },
  };
}

/** All of identity without a table: ports in memory, and what was committed, told and mailed. */
export function identityInMemory() {
  const { clock, pass } = movingClock();
  const account = memoryAccounts();
  const session = memorySessions(clock);
  const member = memoryMembers(clock);
  const invitation = memoryInvitations();
  const proof = memoryProofs(clock);
  const throttle = memoryThrottles();
  const { passwords, work } = memoryPasswords();
  const tenant = memoryTenants(member.door);
  const ofTenants = memoryCommit();
  const ofIdentity = memoryCommit();
  const applying = memoryCommit();
  const newId = idsInOrder();
  let applied = 0;
  const apply: ApplyChanges = async (changes) => {
    applied += 1;
    const caller = callerWith(`apply-${applied}`);
    const subject = { kind: "system" as const, id: "test" };
    const actor = { ...caller, tenantId: "tnt_" as const, subject, role: "system" as const, grants: {} };
    await applying.commit(actor, { changes, events: [], answer: undefined });
  };
  /** Employee id → address. */
  const employees = new Map<string, string>();
  const pretended: number[] = [];
  const places = new Set<string>();
  const mails: (Mail & { readonly causeId: string })[] = [];
  const cookies: Cookies = { set: (token) => `cookie=${token}`, clear: () => "cookie=" };
  return {
    employees,
    deps: {
      accounts: account.accounts,
      sessions: session.sessions,
      members: member.members,
      invitations: invitation.invitations,
      proofs: proof.proofs,
      throttles: throttle.throttles,
      knownPlaces: {
        has: async (digest: string) => places.has(digest),
        keep: async (digest: string) => void places.add(digest),
      },
      secrets: memorySecrets(),
      passwords,
      tenants: tenant.tenants,
      workforce: memoryWorkforce(employees),
      cookies,
      accessTokens: {
        issue: async (of: { session: { sessionId: string }; member: { role: string } }) => ({
          accessToken: `${of.session.sessionId}/${of.member.role}`,
          expiresIn: 600,
        }),
      },
      mailer: {
        wasSent: async (causeId: string) => mails.some((mail) => mail.causeId === causeId),
        send: async (causeId: string, mail: Mail) => {
          mails.push({ ...mail, causeId });
        },
      },
      publicUrl: "https://tenure.test",
      commit: ofTenants.commit,
      commitIdentity: ofIdentity.commit,
      apply,
      pretend: async () => {
        pretended.push(1);
      },
      asTenant: <T>(_tenantId: string, work: () => Promise<T>) => work(),
      clock,
      newId,
    },
    pass,
    accounts: account,
    sessions: session.stored,
    members: member,
    invitations: invitation.stored,
    proofs: proof.stored,
    tenants: tenant.stored,
    failures: throttle.stored,
    work,
    pretended,
    mails,
    told: (): readonly NewEvent[] => [...ofTenants.events, ...ofIdentity.events],
    commandsOfIdentity: () => [...ofIdentity.answers.keys()],
  };
}

let keys = 0;

export const callerWith = (key?: string): Caller => {
  keys += 1;
  return {
    requestId: `req-${keys}`,
    address: "192.0.2.1",
    command: { operation: "test", key: key ?? `key-${keys}`, hash: "hash" },
  };
};

const memoryWorkforce = (employees: ReadonlyMap<string, string>): Workforce => ({
  employs: async (_, employeeId) => employees.has(employeeId),
  withEmail: async (_, email) => {
    const [id] = [...employees].find(([, address]) => address === email) ?? [];
    return id === undefined ? undefined : asId("emp", id);
  },
});
