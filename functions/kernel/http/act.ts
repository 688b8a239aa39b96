import type { Actor } from "#functions/kernel/actor.ts";
import { wasAsked } from "#functions/kernel/auth/decide.ts";
import { AppError, refuse } from "#functions/kernel/errors/app-error.ts";
import type { AnyRoute } from "#functions/kernel/http/route.ts";
import type { Wired } from "#functions/kernel/http/wired.ts";

interface Act {
  readonly actor: Actor;
  readonly input: unknown;
  /** The caller named the command by a key of their own. */
  readonly isResendable: boolean;
}

/** Authorises and runs; a command that was carried out before answers as it did then, whatever stands in its way now. */
export async function act(wired: Wired, asked: Act): Promise<unknown> {
  const { gate, route } = wired;
  const { actor, input } = asked;
  try {
    demandPermission(route, actor);
    const output = await runAsked(wired, actor, input);
    if (route.operation.sensitive && route.method === "GET") await gate.witness(actor, "read");
    return output;
  } catch (error) {
    if (error instanceof AppError) return afterRefusal(wired, asked, error);
    throw error;
  }
}

async function afterRefusal({ gate, route }: Wired, asked: Act, refusal: AppError): Promise<unknown> {
  if (refusal.kind === "forbidden") {
    if (route.operation.sensitive) await gate.witness(asked.actor, "denied");
    throw refusal;
  }
  // It may have been carried out, and its first answer lost on the way.
  const first = asked.isResendable ? await gate.firstAnswer(asked.actor) : undefined;
  if (first) return first.answer;
  throw refusal;
}

// Without a resource to ask about, only a permission that reaches all of the tenant's things will do.
function demandPermission({ operation: { permission, scope } }: AnyRoute, { grants }: Actor): void {
  if (permission === "signed-in" || permission === "public") return;
  const reach = Object.hasOwn(grants, permission) ? grants[permission] : undefined;
  if (reach === undefined || (scope === undefined && reach !== "tenant"))
    refuse("forbidden", "auth.not-allowed", "You are not allowed to do this");
}

async function runAsked(
  { route: { operation }, run }: Wired,
  actor: Actor,
  input: unknown,
): Promise<unknown> {
  const output = await run(actor, input);
  if (operation.scope === "resource" && !wasAsked(actor))
    throw new Error(`${operation.name} answered without asking whether the actor may`);
  return output;
}
