import { fact } from "#events/envelope.ts";
import { tenantCreatedV1 } from "#events/tenants/tenant-created.v1.ts";
import type { Actor, Caller } from "#functions/kernel/actor.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { AppError, refuse } from "#functions/kernel/errors/app-error.ts";
import type { NewId } from "#functions/kernel/ids.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";
import { openTenant, type Tenant } from "#functions/tenants/domain/tenant.ts";
import { stateOf } from "#functions/tenants/operations/tenant-state-of.ts";
import type { Doors, Home, Owners, SignUp, SignUps, Slugs, Tenants } from "#functions/tenants/ports.ts";

export interface SignUpDeps {
  readonly tenants: Pick<Tenants, "add">;
  readonly doors: Pick<Doors, "open">;
  readonly slugs: Pick<Slugs, "find" | "take">;
  readonly signUps: SignUps;
  readonly owners: Pick<Owners, "reserve">;
  /** Commits to both tables at once, under the right to put new things of a new tenant. */
  readonly commitSignUp: CommitWrites;
  readonly home: Home;
  readonly clock: Clock;
  readonly newId: NewId;
}

type Input = Pick<Tenant, "slug" | "name" | "timeZone" | "locale" | "weekStart"> & {
  readonly owner: Parameters<Owners["reserve"]>[1];
};

interface Answer extends Pick<SignUp, "tenantId" | "slug"> {
  readonly status: "pending-verification";
}

/** Signs up, or gives the first answer if this very request was carried out before. */
export async function signUpOnce(deps: SignUpDeps, caller: Caller, input: Input): Promise<Answer> {
  const [answer, holder] = await Promise.all([
    answerTo(deps, caller, input.owner.email),
    deps.slugs.find(input.slug),
  ]);
  if (answer) return answer;
  if (holder?.key === caller.command.key) reused();
  if (holder) refuse("conflict", "tenants.slug-taken", "This slug is taken");
  return signUp(deps, caller, input);
}

async function answerTo({ signUps }: SignUpDeps, { command }: Caller, email: string) {
  const known = await signUps.find(email, command.key);
  if (known && known.hash !== command.hash) reused();
  return known && answerOf(known);
}

const reused = (): never =>
  refuse(
    "unprocessable",
    "request.idempotency-key-reused",
    "This Idempotency-Key was used for another request",
  );

const answerOf = ({ tenantId, slug }: Pick<SignUp, "tenantId" | "slug">): Answer => ({
  tenantId,
  slug,
  status: "pending-verification",
});

const rivals = 5;

async function signUp(deps: SignUpDeps, caller: Caller, input: Input, rival = 1): Promise<Answer> {
  try {
    return await commitNew(deps, caller, input);
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== "conflict") throw error;
    // The rival may have been this very request, sent twice.
    const answer = await answerTo(deps, caller, input.owner.email);
    if (answer) return answer;
    // Or another sign-up with the same address, of which nobody is to learn.
    if (error.code.startsWith("tenants.")) throw error;
    return rival < rivals ? signUp(deps, caller, input, rival + 1) : busy(error);
  }
}

const busy = (cause: unknown): never =>
  refuse("unavailable", "kernel.busy", "Too many changes at the same time; try again", {
    retryAfterSeconds: 1,
    cause,
  });

async function commitNew(deps: SignUpDeps, caller: Caller, { owner, ...about }: Input): Promise<Answer> {
  const tenantId = deps.newId("tnt");
  const { userId: ownerId, changes } = await deps.owners.reserve({ tenantId, slug: about.slug }, owner);
  const createdAt = deps.clock().toISOString();
  const tenant = openTenant({ tenantId, ownerId, createdAt, ...about });
  const { key } = caller.command;
  return deps.commitSignUp(ownerOf(caller, tenant), {
    changes: [
      deps.tenants.add(tenant),
      deps.doors.open(tenant),
      ...deps.slugs.take({ slug: tenant.slug, tenantId, ownerId, createdAt, key }),
      deps.signUps.remember(owner.email, caller.command, tenant),
      ...changes,
    ],
    events: [fact(tenantCreatedV1, { sequence: 1, data: { ...stateOf(tenant, deps.home), ownerId } })],
    answer: answerOf(tenant),
  });
}

const ownerOf = (caller: Caller, { tenantId, ownerId }: Tenant): Actor => ({
  ...caller,
  tenantId,
  subject: { kind: "user", id: ownerId },
  role: "owner",
  grants: {},
});
