import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { Endpoint } from "#functions/webhooks/domain/endpoint.ts";
import type { Endpoints } from "#functions/webhooks/ports.ts";

/** The tenant's endpoint. Refuses with `webhooks.no-such-endpoint`. */
export async function findEndpoint(endpoints: Endpoints, tenantId: string, id: string): Promise<Endpoint> {
  const endpoint = await endpoints.find(tenantId, id);
  return endpoint ?? refuse("not-found", "webhooks.no-such-endpoint", "There is no such endpoint");
}

/** Refuses with `request.stale` when the caller looked at an older version. */
export function demandVersion(endpoint: Endpoint, expected: number | undefined): void {
  if (expected !== undefined && expected !== endpoint.version)
    refuse("stale", "request.stale", "The endpoint was changed since you read it");
}
