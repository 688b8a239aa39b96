import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Provider } from "#local/resource.ts";
import type { Authorize } from "#local/services/authorize.ts";
import type { Clock } from "#local/services/clock.ts";
import { deliverBy } from "#local/services/deliver.ts";
import { openDeliveries } from "#local/services/deliveries.ts";
import type { Delivery } from "#local/services/delivery-table.ts";
import { openBuses } from "#local/services/events/buses.ts";
import { eventBridge } from "#local/services/events/event-bridge.ts";
import { openKeys } from "#local/services/kms/keys.ts";
import { kms } from "#local/services/kms/kms.ts";
import { openS3 } from "#local/services/s3/s3.ts";
import type { Deliver, Service, StreamingService } from "#local/services/service.ts";
import { openQueues, type Queues } from "#local/services/sqs/queues.ts";
import { sqs } from "#local/services/sqs/sqs.ts";
import { openStore } from "#local/store.ts";

export interface ServicesOptions {
  /** Where state is kept: `services.db` and `objects/`. */
  readonly stateDir: string;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Calls a function with an event; rejects when the function fails. */
  readonly invoke: Deliver;
  /** What presigned URLs were signed with; `undefined` for a key that nobody has. */
  readonly secretOf: (accessKeyId: string) => string | undefined;
  readonly authorize: Authorize;
  readonly onLost: (delivery: Delivery, error: unknown) => void;
}

export interface Services {
  /** By signing name, for the endpoint. */
  readonly services: Readonly<Record<string, Service>>;
  readonly streaming: Readonly<Record<string, StreamingService>>;
  readonly providers: readonly Provider[];
  readonly queues: Queues;
  /** Takes up what an earlier run left. Called once all resources are defined. */
  readonly start: () => void;
  readonly stop: () => void;
}

/** All services of the local cloud but DynamoDB, STS and Lambda, over one store. */
export function openServices(options: ServicesOptions): Services {
  const { stateDir, clock, newId, authorize, secretOf } = options;
  mkdirSync(stateDir, { recursive: true });
  const store = openStore(join(stateDir, "services.db"));
  const queues = openQueues({ store, clock, newId });
  const deliver = deliverBy({
    sqs: queues.deliver,
    lambda: options.invoke,
    events: (...delivery) => buses.deliver(...delivery),
  });
  const deliveries = openDeliveries({ store, clock, deliver, onLost: options.onLost });
  const buses = openBuses(store, deliveries);
  const keys = openKeys(store, clock.now);
  const s3 = openS3({ store, folder: join(stateDir, "objects"), clock, newId, secretOf, authorize });
  return {
    services: {
      sqs: sqs({ queues, clock, authorize }),
      events: eventBridge({ buses, clock, newId, authorize }),
      kms: kms({ keys, authorize }),
    },
    streaming: { s3: s3.service },
    providers: [queues, buses, keys, s3.buckets],
    queues,
    start: deliveries.start,
    stop: () => {
      deliveries.stop();
      queues.stop();
      store.close();
    },
  };
}
