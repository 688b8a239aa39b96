import { get, patch, post, remove } from "#functions/kernel/http/route.ts";
import { createEndpoint } from "#functions/webhooks/operations/create-endpoint.ts";
import { deleteEndpoint } from "#functions/webhooks/operations/delete-endpoint.ts";
import { listDeliveries } from "#functions/webhooks/operations/list-deliveries.ts";
import { listEndpoints } from "#functions/webhooks/operations/list-endpoints.ts";
import { readDelivery } from "#functions/webhooks/operations/read-delivery.ts";
import { readEndpoint } from "#functions/webhooks/operations/read-endpoint.ts";
import { readEndpointSecret } from "#functions/webhooks/operations/read-endpoint-secret.ts";
import { replayDeliveries } from "#functions/webhooks/operations/replay-deliveries.ts";
import { rotateEndpointSecret } from "#functions/webhooks/operations/rotate-endpoint-secret.ts";
import { testEndpoint } from "#functions/webhooks/operations/test-endpoint.ts";
import { updateEndpoint } from "#functions/webhooks/operations/update-endpoint.ts";

const endpoints = "/v1/webhooks/endpoints";

export const webhooksRoutes = [
  post(endpoints, createEndpoint),
  get(endpoints, listEndpoints),
  get(`${endpoints}/{id}`, readEndpoint, { versioned: true }),
  patch(`${endpoints}/{id}`, updateEndpoint, { versioned: true }),
  remove(`${endpoints}/{id}`, deleteEndpoint, { versioned: true }),
  get(`${endpoints}/{id}/secret`, readEndpointSecret),
  post(`${endpoints}/{id}/secret/rotate`, rotateEndpointSecret),
  post(`${endpoints}/{id}/test`, testEndpoint, { status: 202 }),
  post(`${endpoints}/{id}/replay`, replayDeliveries, { status: 202 }),
  get(`${endpoints}/{id}/deliveries`, listDeliveries),
  get(`${endpoints}/{id}/deliveries/{deliveryId}`, readDelivery),
] as const;
