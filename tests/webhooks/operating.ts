import { refuse } from "#functions/kernel/errors/app-error.ts";
import { createEndpoint } from "#functions/webhooks/operations/create-endpoint.ts";
import { webhooksPermissions } from "#functions/webhooks/permissions.ts";
import { actorFor, idOf, idsInOrder } from "#tests/support/actors.ts";
import { memoryCommit } from "#tests/support/memory-commit.ts";
import { deliveriesInMemory, endpointsInMemory, safeInMemory } from "#tests/webhooks/webhooks-in-memory.ts";

export const admin = () => actorFor(webhooksPermissions, "admin");
/** Somebody of another tenant. */
export const stranger = () => actorFor(webhooksPermissions, "owner", { tenantId: idOf("tnt", 2) });
export const input = { url: "https://hooks.example.com/", events: ["time.*"], enabled: true };

/** What the operations need, in memory. */
export const start = () => {
  let now = new Date("2026-11-20T09:00:00.000Z");
  let made = 0;
  const { endpoints, stored, only } = endpointsInMemory();
  const { deliveries, stored: log } = deliveriesInMemory();
  const { commit, events } = memoryCommit();
  const checkUrl = async (url: string) => {
    if (url.includes("127.0.0.1")) refuse("invalid", "webhooks.url-refused", "no");
  };
  const deps = {
    endpoints,
    deliveries,
    commit,
    checkUrl,
    safe: safeInMemory,
    newId: idsInOrder(),
    clock: () => now,
    randomBytes: (bytes: number) => Buffer.alloc(bytes, ++made),
  };
  const create = () => createEndpoint.run(deps)(admin(), input);
  const told = () => events.map(({ contract, data }) => [contract.type, data]);
  return {
    deps,
    stored,
    only,
    log,
    create,
    told,
    pass: (hours: number) => {
      now = new Date(now.getTime() + hours * 3_600_000);
    },
  };
};
