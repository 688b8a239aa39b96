import type { NewEvent } from "#events/envelope.ts";
import type { Account, User } from "#functions/identity/domain/account.ts";
import type { Invitation } from "#functions/identity/domain/invitation.ts";
import type { KeyRing, SigningKey } from "#functions/identity/domain/key-ring.ts";
import type { Language } from "#functions/identity/domain/language.ts";
import type { Role } from "#functions/identity/domain/roles.ts";
import type { Session } from "#functions/identity/domain/session.ts";
import type { Failures, ThrottleKind } from "#functions/identity/domain/throttle.ts";
import type { Change } from "#functions/kernel/commit.ts";
import type { Id } from "#functions/kernel/ids.ts";
import type { Page, PageRequest } from "#functions/kernel/paging.ts";

/** Carries out changes to the identity table, all or none, with no command of their own. */
export type ApplyChanges = (changes: readonly Change[]) => Promise<void>;

/** Serves one tenant: what `work` does to the tenant table, it does as that tenant. */
export type AsTenant = <T>(tenantId: string, work: () => Promise<T>) => Promise<T>;

/** Does as much work as telling a tenant something would, where there is no tenant to tell: so that time gives nothing away. */
export type Pretend = () => Promise<void>;

/** People and what they sign in with. Addresses are given normalised. */
export interface Accounts {
  /** Takes as long for an address that nobody has. */
  readonly byEmail: (email: string) => Promise<Account | undefined>;
  readonly byId: (userId: string) => Promise<Account | undefined>;
  readonly users: (userIds: readonly string[]) => Promise<readonly User[]>;
  /** A new user, whose address nobody else may have. Refuses with `identity.email-known`. */
  readonly add: (account: Account) => readonly Change[];
  /** The next version of an account as it was read. Refuses with `identity.account-changed` when another one came first. */
  readonly save: (before: Account, after: Account) => readonly Change[];
  /** Forgets an account as it was read. Refuses as `save` does. */
  readonly remove: (account: Account) => readonly Change[];
}

/** Passwords, hashed by scrypt (RFC 7914). */
export interface Passwords {
  readonly hash: (password: string) => Promise<string>;
  /** Takes as long when there is no hash to match. */
  readonly matches: (password: string, hash: string | undefined) => Promise<boolean>;
  /** Whether the hash was made at another cost than is asked for now. */
  readonly isOutdated: (hash: string) => boolean;
}

/** Secrets that are handed out once and kept only as a digest. */
export interface Secrets {
  /** 256 random bits, base64url. */
  readonly fresh: () => string;
  readonly digest: (secret: string) => string;
  /** The secret that follows one by a nonce: nobody makes it without both. */
  readonly following: (secret: string, nonce: string) => string;
}

/** What a mailed token proves, and for whom. */
export type NewProof = { readonly tenantId: Id<"tnt"> } & (
  | { readonly purpose: "verify-email"; readonly userId: Id<"usr"> }
  | { readonly purpose: "invitation"; readonly invitationId: Id<"inv"> }
);

/** A proof as it is kept: under its token's digest. */
export type Proof = NewProof & {
  readonly digest: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
  /** Key of the command that used it up. */
  readonly usedWith?: string | undefined;
};

export interface Proofs {
  /** `undefined` when there is none, or it has expired. */
  readonly find: (digest: string) => Promise<Proof | undefined>;
  readonly add: (proof: Proof) => Promise<void>;
  /** Uses up a proof with a command's key. Refuses with `identity.invalid-token` when it was used before. */
  readonly use: (digest: string, key: string) => Change;
}

export interface Sessions {
  readonly find: (userId: string, sessionId: string) => Promise<Session | undefined>;
  /** Those that are not over, oldest first. */
  readonly ofUser: (userId: string) => Promise<readonly Session[]>;
  readonly add: (session: Session) => Change;
  /** Writes the session after a rotation. Refuses with `identity.rotated-meanwhile` when another rotation came first. */
  readonly save: (session: Session) => Change;
  readonly remove: (session: Pick<Session, "userId" | "sessionId">) => Change;
}

/** Failures by what they are counted for: a digest of an account's address, or of a network address. */
export interface Throttles {
  /** The digest that a network address counts under: its own, or its subscriber's /64. */
  readonly placeOf: (address: string) => string;
  readonly read: (kind: ThrottleKind, digest: string) => Promise<Failures>;
  /** Writes what follows from what was read; false when somebody else wrote meanwhile. */
  readonly write: (kind: ThrottleKind, digest: string, before: Failures, after: Failures) => Promise<boolean>;
}

/** Network addresses from which the right password of an account came in the last 90 days; a digest of the two together. */
export interface KnownPlaces {
  readonly has: (digest: string) => Promise<boolean>;
  readonly keep: (digest: string) => Promise<void>;
}

/** A user's place in a tenant, as the door knows it. */
export interface Member {
  readonly userId: Id<"usr">;
  readonly role: Role;
  readonly employeeId?: Id<"emp"> | undefined;
  readonly status: "active" | "suspended" | "removed";
  readonly version: number;
  /** Sessions that ended while access tokens of theirs may still live. */
  readonly endedSessions: readonly string[];
}

/** Members of the tenant being served. Changes to them refuse with `identity.member-changed` when another one came first. */
export interface Members {
  readonly find: (tenantId: string, userId: string) => Promise<Member | undefined>;
  readonly list: (tenantId: string, page: PageRequest) => Promise<Page<Member>>;
  /** What the door says of the tenant, read afresh; `undefined` when there is no such tenant. */
  readonly tenantStatus: (tenantId: string) => Promise<string | undefined>;
  /** A new tenant's first member, its one owner. */
  readonly found: (tenantId: string, userId: Id<"usr">) => readonly Change[];
  /** Takes back what `found` made. */
  readonly unfound: (tenantId: string, userId: string) => readonly Change[];
  /** Makes a user a member, or one again who was removed. */
  readonly join: (
    tenantId: string,
    before: Member | undefined,
    joined: Pick<Member, "userId" | "role" | "employeeId">,
  ) => readonly Change[];
  /** Changes a member; live tokens follow within 30 seconds. Refuses with `identity.last-owner`. */
  readonly change: (
    tenantId: string,
    before: Member,
    after: Partial<Pick<Member, "role" | "employeeId" | "status">>,
    at: Date,
  ) => readonly Change[];
  /** Ends sessions' access tokens; two changes each. */
  readonly endSessions: (
    tenantId: string,
    userId: string,
    sessionIds: readonly string[],
    at: Date,
  ) => readonly Change[];
}

export interface Invitations {
  readonly find: (tenantId: string, invitationId: string) => Promise<Invitation | undefined>;
  readonly list: (tenantId: string, page: PageRequest) => Promise<Page<Invitation>>;
  /** A new invitation. Refuses with `identity.already-invited` while another one for that address is open. */
  readonly add: (invitation: Invitation) => readonly Change[];
  /** An invitation that was accepted or revoked. Refuses with `identity.invitation-gone` when it was settled before. */
  readonly settle: (invitation: Invitation) => readonly Change[];
}

/** Signs access tokens. */
export interface AccessTokens {
  readonly issue: (of: {
    readonly session: Pick<Session, "sessionId" | "tenantId" | "userId">;
    readonly member: Pick<Member, "role" | "employeeId">;
  }) => Promise<{ readonly accessToken: string; readonly expiresIn: number }>;
}

/** Where the ring of signing keys is kept. */
export interface KeyRings {
  readonly read: () => Promise<KeyRing | undefined>;
  /** Writes the version after the one that was read, and the public key set with it; false when somebody else did. */
  readonly write: (ring: KeyRing) => Promise<boolean>;
}

/** Makes signing keys, and opens them; private parts never leave it unsealed but to sign. */
export interface KeyVault<Opened> {
  readonly make: () => Promise<SigningKey>;
  readonly open: (key: SigningKey) => Promise<Opened>;
}

/** The refresh token's cookie. */
export interface Cookies {
  readonly set: (refreshToken: string, expiresAt: number) => string;
  readonly clear: () => string;
}

/** What `tenants` tells of one, and does when its owner has proved their address. */
export interface TenantRegistry {
  readonly summary: (tenantId: string) => Promise<TenantSummary | undefined>;
  /** The tenant's part in a verification; `undefined` when there is no such tenant. Nothing when it was verified before. */
  readonly activation: (tenantId: string) => Promise<Activation | undefined>;
}

/** A tenant's own part in the verification of its owner's address. */
export interface Activation {
  readonly tenant: TenantSummary;
  readonly changes: readonly Change[];
  readonly events: readonly NewEvent[];
}

export interface TenantSummary {
  readonly tenantId: Id<"tnt">;
  readonly slug: string;
  readonly name: string;
  readonly status: string;
  readonly locale: string;
}

/** Mails, each sent once for a cause as far as it can be told. */
export interface Mailer {
  readonly wasSent: (causeId: string) => Promise<boolean>;
  readonly send: (causeId: string, mail: Mail) => Promise<void>;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The employees, as their own context tells of them. */
export interface Workforce {
  readonly employs: (tenantId: string, employeeId: string) => Promise<boolean>;
  /** The employee whom the organisation knows by this address. */
  readonly withEmail: (tenantId: string, email: string) => Promise<Id<"emp"> | undefined>;
}

/** The pages that mails lead to, as HTML. */
export interface MailPages {
  readonly verifyEmail: (language: Language) => string;
  readonly acceptInvitation: (language: Language) => string;
}
