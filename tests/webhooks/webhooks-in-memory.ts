import type { DomainEvent } from "#events/envelope.ts";
import { AppError } from "#functions/kernel/errors/app-error.ts";
import { type Endpoint, mostEndpoints } from "#functions/webhooks/domain/endpoint.ts";
import type {
  Deliveries,
  DeliveryMessage,
  Endpoints,
  EventDelivery,
  Safe,
  SendDeliveries,
} from "#functions/webhooks/ports.ts";
import { idOf } from "#tests/support/actors.ts";
import { memoryChange } from "#tests/support/memory-commit.ts";

export const tenantId = idOf("tnt", 1);

const stale = { kind: "stale", code: "request.stale", message: "stale" } as const;
const tooMany = { kind: "conflict", code: "webhooks.too-many-endpoints", message: "too many" } as const;

/** Keeps the port's promises without a table. */
export const endpointsInMemory = () => {
  const stored = new Map<string, Endpoint>();
  const keyOf = ({ tenantId: tenant, id }: Pick<Endpoint, "tenantId" | "id">) => `${tenant}/${id}`;
  const ofTenant = (tenant: string) =>
    [...stored.values()].filter((endpoint) => endpoint.tenantId === tenant);
  const isStale = (endpoint: Endpoint, version: number) => stored.get(keyOf(endpoint))?.version !== version;
  const endpoints: Endpoints = {
    add: (endpoint) => [
      memoryChange(
        () => void stored.set(keyOf(endpoint), endpoint),
        tooMany,
        () => ofTenant(endpoint.tenantId).length >= mostEndpoints,
      ),
    ],
    replace: (next) =>
      memoryChange(
        () => void stored.set(keyOf(next), next),
        stale,
        () => isStale(next, next.version - 1),
      ),
    remove: (endpoint) => [
      memoryChange(
        () => void stored.delete(keyOf(endpoint)),
        stale,
        () => isStale(endpoint, endpoint.version),
      ),
    ],
    find: async (tenant, id) => stored.get(keyOf({ tenantId: tenant, id })),
    list: async (tenant, { limit }) => ({ items: ofTenant(tenant).slice(0, limit), nextCursor: null }),
    all: async (tenant) => ofTenant(tenant),
    noteFailing: async (endpoint, failingSince) => {
      const kept = stored.get(keyOf(endpoint));
      if (kept && (kept.failingSince === undefined) !== (failingSince === undefined))
        stored.set(keyOf(endpoint), { ...kept, failingSince });
    },
  };
  const only = () => {
    const [first] = stored.values();
    if (!first) throw new AppError({ kind: "not-found", code: "none", message: "No endpoint is stored" });
    return first;
  };
  return { endpoints, stored, only };
};

/** Keeps the port's promises without a table. */
export const deliveriesInMemory = () => {
  const stored = new Map<string, EventDelivery>();
  const keyOf = (tenant: string, endpointId: string, id: string) => `${tenant}/${endpointId}/${id}`;
  const own = (delivery: EventDelivery) => keyOf(delivery.tenantId, delivery.endpointId, delivery.id);
  const of = (tenant: string, endpointId: string) =>
    [...stored.values()]
      .filter((one) => one.tenantId === tenant && one.endpointId === endpointId)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  const deliveries: Deliveries = {
    add: async (delivery) => void (stored.has(own(delivery)) || stored.set(own(delivery), delivery)),
    find: async (tenant, endpointId, id) => stored.get(keyOf(tenant, endpointId, id)),
    list: async (tenant, endpointId, { limit }) => ({
      items: of(tenant, endpointId).reverse().slice(0, limit),
      nextCursor: null,
    }),
    between: async function* (tenant, endpointId, { since, until }) {
      const inside = ({ event }: EventDelivery) =>
        new Date(event.time) >= since && new Date(event.time) <= until;
      yield* of(tenant, endpointId).filter(inside);
    },
    settle: async (delivery, turn) => {
      if (stored.get(own(delivery))?.turn !== turn) return false;
      stored.set(own(delivery), delivery);
      return true;
    },
    reopen: async (delivery, replay) => {
      const kept = stored.get(own(delivery));
      if (!kept || kept.turn !== delivery.turn || kept.status === "pending") return false;
      stored.set(own(delivery), {
        ...kept,
        status: "pending",
        round: kept.turn,
        replay,
        nextAttemptAt: undefined,
      });
      return true;
    },
  };
  return { deliveries, stored };
};

/** Remembers what was sent, and when it would come. */
export const queueInMemory = () => {
  const sent: { readonly message: DeliveryMessage; readonly delaySeconds: number }[] = [];
  const send: SendDeliveries = async (messages) => void sent.push(...messages);
  const later = async (message: DeliveryMessage, delaySeconds: number) =>
    void sent.push({ message, delaySeconds });
  return { sent, send, later };
};

/** Seals so that a test can see what for. */
export const safeInMemory: Safe = {
  seal: async ({ id }, text) => `sealed for ${id}: ${text}`,
  open: async ({ id }, sealed) => sealed.slice(`sealed for ${id}: `.length),
};

export const eventAt = (n: number, more: Partial<DomainEvent> = {}): DomainEvent => ({
  id: idOf("evt", n),
  type: "time.punch-recorded.v1",
  time: new Date(Date.UTC(2026, 10, 20, 9) + n * 1000).toISOString(),
  tenantId,
  actor: { kind: "user", id: idOf("usr", 1) },
  requestId: `req-${n}`,
  sequence: 1,
  data: { punchId: `pun_${n}` },
  ...more,
});
