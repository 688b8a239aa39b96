import { afterEach } from "vitest";
import { outboundClient } from "#functions/kernel/outbound/outbound-client.ts";
import { postVia } from "#functions/webhooks/adapters/post.ts";
import { newDelivery } from "#functions/webhooks/domain/delivery.ts";
import type { Endpoint } from "#functions/webhooks/domain/endpoint.ts";
import { secretOf } from "#functions/webhooks/domain/signature.ts";
import type { DeliveryMessage } from "#functions/webhooks/ports.ts";
import { deliver } from "#functions/webhooks/subscribers/deliver.ts";
import { actorFor, idOf } from "#tests/support/actors.ts";
import { memoryCommit } from "#tests/support/memory-commit.ts";
import { startReceiver } from "#tests/webhooks/receiver.ts";
import {
  deliveriesInMemory,
  endpointsInMemory,
  eventAt,
  queueInMemory,
  safeInMemory,
  tenantId,
} from "#tests/webhooks/webhooks-in-memory.ts";

export const id = idOf("whe", 1);
export const secret = secretOf(Buffer.alloc(32, 1));
const sealed = `sealed for ${id}: ${secret}`;
const started: { readonly stop: () => void }[] = [];
afterEach(() => {
  for (const { stop } of started.splice(0)) stop();
});

/** A delivery on its way to a receiver that answers so. */
export async function start(answer?: Parameters<typeof startReceiver>[0]) {
  let now = new Date();
  const receiver = await startReceiver(answer);
  started.push(receiver);
  const { endpoints, stored: kept, only } = endpointsInMemory();
  const { deliveries, stored } = deliveriesInMemory();
  const queue = queueInMemory();
  const { commit, events } = memoryCommit();
  const at = now.toISOString();
  const endpoint: Endpoint = {
    tenantId,
    id,
    url: receiver.url,
    events: ["*"],
    enabled: true,
    secrets: [{ sealed }],
    version: 1,
    createdAt: at,
    updatedAt: at,
  };
  const keep = (changes: Partial<Endpoint>) =>
    void kept.set(`${tenantId}/${id}`, { ...endpoint, ...changes });
  keep({});
  const deps = {
    endpoints,
    deliveries,
    later: queue.later,
    commit,
    safe: safeInMemory,
    clock: () => now,
    random: () => 0.5,
    schedule: [5, 1800],
    openPersonal: async ({ personal }: { personal?: unknown }) => (personal ? { name: "Ada" } : undefined),
    post: postVia(outboundClient({ allow: [receiver.host], timeoutMs: 1000 })),
  };
  await deliveries.add(newDelivery(tenantId, id, eventAt(1), now));
  const first: DeliveryMessage = { tenantId, endpointId: id, deliveryId: idOf("dlv", 1), turn: 0 };
  const run = (message = first) => deliver(deps, () => actorFor({}, "owner"))(message);
  const log = () => [...stored.values()][0];
  const pass = (seconds: number) => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  return {
    ...receiver,
    deps,
    run,
    log,
    keep,
    kept,
    only,
    endpoint,
    events,
    pass,
    first,
    sent: queue.sent,
    deliveries,
  };
}
