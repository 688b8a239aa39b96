import { mkdirSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { openOutbox } from "#local/outbox/outbox.ts";
import { outboxHandler } from "#local/outbox/outbox-handler.ts";
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
import { scheduler } from "#local/services/scheduler/scheduler.ts";
import { openSchedules } from "#local/services/scheduler/schedules.ts";
import { openParameters } from "#local/services/secrets/parameters.ts";
import { openSecretsManager } from "#local/services/secrets/secrets-manager.ts";
import type { Deliver, Service, StreamingService } from "#local/services/service.ts";
import { ses } from "#local/services/ses.ts";
import { sns } from "#local/services/sns.ts";
import { openQueues, type Queues } from "#local/services/sqs/queues.ts";
import { sqs } from "#local/services/sqs/sqs.ts";
import { openStore, type Store } from "#local/store.ts";

interface ServicesOptions {
  /** The account of all resources: twelve digits. */
  readonly account: string;
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
  /** Pages for the front door: the outbox. `false` leaves a request to the next. */
  readonly pages: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Takes up what an earlier run left. Called once all resources are defined. */
  readonly start: () => void;
  readonly stop: () => void;
}

/** All services of the local cloud but DynamoDB, STS and Lambda, over one store. */
export function openServices(options: ServicesOptions): Services {
  const { account, stateDir, clock, newId, authorize, secretOf } = options;
  mkdirSync(stateDir, { recursive: true });
  const store = openStore(join(stateDir, "services.db"));
  const now = clock.now;
  const messaging = openMessaging(options, store);
  const keys = openKeys(store, now);
  const s3 = openS3({ store, folder: join(stateDir, "objects"), clock, newId, secretOf, authorize });
  const outbox = openOutbox({ store, now, newId });
  const parameters = openParameters(authorize);
  const secrets = openSecretsManager({ store, now, authorize });
  return {
    services: {
      ...messaging.services,
      kms: kms({ keys, authorize }),
      ses: ses({ outbox, account, authorize }),
      sns: sns(outbox, authorize),
      ssm: parameters.service,
      secretsmanager: secrets.service,
    },
    streaming: { s3: s3.service },
    providers: [...messaging.providers, keys, s3.buckets, parameters, secrets],
    queues: messaging.queues,
    pages: outboxHandler(outbox),
    start: messaging.start,
    stop: () => {
      messaging.stop();
      store.close();
    },
  };
}

// What sends and receives: queues, buses, schedules.
function openMessaging({ account, clock, newId, invoke, authorize, onLost }: ServicesOptions, store: Store) {
  const queues = openQueues({ store, clock, newId });
  const deliver = deliverBy({
    sqs: queues.deliver,
    lambda: invoke,
    events: (...delivery) => buses.deliver(...delivery),
  });
  const deliveries = openDeliveries({ store, clock, deliver, onLost });
  const buses = openBuses({ store, deliveries, account });
  const schedules = openSchedules({ store, clock, newId, deliveries, account });
  return {
    queues,
    services: {
      sqs: sqs({ queues, clock, authorize }),
      events: eventBridge({ buses, clock, newId, authorize }),
      scheduler: scheduler(schedules, authorize),
    },
    providers: [queues, buses, schedules],
    start: () => {
      deliveries.start();
      schedules.start();
    },
    stop: () => {
      schedules.stop();
      deliveries.stop();
      queues.stop();
    },
  };
}
