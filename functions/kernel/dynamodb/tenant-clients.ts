import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { LRUCache } from "lru-cache";
import { currentTenant } from "#functions/kernel/dynamodb/tenant-scope.ts";

const tenantsAtOnce = 500;

/**
 * One client per tenant, made when the tenant is first served. A client is never shared: the SDK keeps the credentials
 * of its first call, and would sign one tenant's request as another.
 */
export const perTenant = <Client extends object>(make: (tenantId: string) => Client): (() => Client) => {
  const clients = new LRUCache<string, Client>({ max: tenantsAtOnce });
  return () => {
    const tenantId = currentTenant();
    const known = clients.get(tenantId);
    if (known) return known;
    const made = make(tenantId);
    clients.set(tenantId, made);
    return made;
  };
};

/** A document client that sends each command through the client of the tenant being served. */
export const routingClient = (
  template: DynamoDBDocumentClient,
  clientOfTenant: () => DynamoDBDocumentClient,
): DynamoDBDocumentClient =>
  new Proxy(template, {
    get: (target, property) => {
      if (property !== "send") return Reflect.get(target, property);
      // The tenant is asked for when a command is sent: electrodb looks at `send` long before anybody is served.
      return (...command: unknown[]) => {
        const client = clientOfTenant();
        return Reflect.apply(client.send, client, command);
      };
    },
  });
