import type { DomainEvent } from "#events/envelope.ts";
import type { Change } from "#functions/kernel/commit.ts";
import type { Id } from "#functions/kernel/ids.ts";
import type { Page, PageRequest } from "#functions/kernel/paging.ts";
import type { Delivery } from "#functions/webhooks/domain/delivery.ts";
import type { Endpoint } from "#functions/webhooks/domain/endpoint.ts";

export interface Endpoints {
  /** Refuses with `webhooks.too-many-endpoints` beyond the fiftieth. */
  readonly add: (endpoint: Endpoint) => readonly Change[];
  /** Puts the next version in the place of the one before. Refuses with `request.stale` when that is no longer the one. */
  readonly replace: (next: Endpoint) => Change;
  /** Refuses with `request.stale` when it was changed since. */
  readonly remove: (endpoint: Endpoint) => readonly Change[];
  readonly find: (tenantId: string, id: string) => Promise<Endpoint | undefined>;
  readonly list: (tenantId: string, request: PageRequest) => Promise<Page<Endpoint>>;
  /** All of them, with all that was committed before. */
  readonly all: (tenantId: string) => Promise<readonly Endpoint[]>;
  /** Notes that the endpoint fails since then, unless it is noted already; with `undefined`, that it has answered. */
  readonly noteFailing: (endpoint: Endpoint, since: string | undefined) => Promise<void>;
}

export type EventDelivery = Delivery<DomainEvent>;

/** Deliveries of events between two instants, both included. */
export interface Span {
  readonly since: Date;
  readonly until: Date;
}

export interface Deliveries {
  /** Keeps a new delivery; one that is there already stays as it is. */
  readonly add: (delivery: EventDelivery) => Promise<void>;
  readonly find: (tenantId: string, endpointId: string, id: string) => Promise<EventDelivery | undefined>;
  /** Newest first. */
  readonly list: (tenantId: string, endpointId: string, request: PageRequest) => Promise<Page<EventDelivery>>;
  /** Oldest first, by the age of their events. */
  readonly between: (tenantId: string, endpointId: string, span: Span) => AsyncIterable<EventDelivery>;
  /** Keeps what came of the attempt at `turn`; `false` when somebody else has kept an outcome of it. */
  readonly settle: (delivery: EventDelivery, turn: number) => Promise<boolean>;
  /** Makes one that has ended pending again, on behalf of a replay. `false` when it is not (any more) at this turn. */
  readonly reopen: (delivery: EventDelivery, replay: string) => Promise<boolean>;
}

/** Asks for one attempt. */
export interface DeliveryMessage {
  readonly tenantId: Id<"tnt">;
  readonly endpointId: string;
  readonly deliveryId: string;
  readonly turn: number;
}

/** Leaves messages for the deliver function; each may come twice, none is lost. */
export type SendDeliveries = (
  messages: readonly { readonly message: DeliveryMessage; readonly delaySeconds: number }[],
) => Promise<void>;

/** Leaves one message for a time as far away as need be. */
export type SendLater = (message: DeliveryMessage, delaySeconds: number) => Promise<void>;

/** Encrypts and decrypts an endpoint's secret, and what receivers answered. */
export interface Safe {
  readonly seal: (endpoint: Pick<Endpoint, "tenantId" | "id">, text: string) => Promise<string>;
  readonly open: (endpoint: Pick<Endpoint, "tenantId" | "id">, sealed: string) => Promise<string>;
}

/**
 * Looks at the URL that a tenant gives, before it is kept.
 * @throws AppError `webhooks.url-refused` (invalid) when it is not https, or leads to an address that is not public.
 */
export type CheckUrl = (url: string) => Promise<void>;

/** An event's personal fields, readable; `undefined` when it has none or its person was erased. */
export type OpenPersonal = (event: DomainEvent) => Promise<unknown>;

/** What came back of a post, or why nothing did. */
export interface PostResult {
  readonly statusCode?: number;
  /** A stable code. */
  readonly error?: string;
  /** At most 20,000 bytes. */
  readonly body?: string;
  /** As the receiver wrote it. */
  readonly retryAfter?: string;
}

/** Posts to a tenant's address; whatever goes wrong on the way is a result. */
export type Post = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<PostResult>;
