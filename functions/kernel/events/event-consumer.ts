import * as z from "zod";
import type { DomainEvent } from "#events/envelope.ts";
import type { Actor } from "#functions/kernel/actor.ts";
import type { OnEvent } from "#functions/kernel/events/consumer.ts";
import { queueConsumer } from "#functions/kernel/queues/queue-consumer.ts";
import type { Stamp } from "#functions/kernel/stamp.ts";

// Consumers ignore what they do not know: only what the kernel itself goes by is looked at.
const subject = z.object({ kind: z.enum(["user", "key", "system"]), id: z.string() });
const delivered = z.object({
  detail: z.looseObject({
    id: z.string(),
    type: z.string(),
    time: z.string(),
    tenantId: z.templateLiteral(["tnt_", z.string()]),
    actor: subject,
    onBehalfOf: subject.optional(),
    requestId: z.string(),
    sequence: z.number(),
    data: z.record(z.string(), z.unknown()),
    personal: z.object({ of: z.string(), sealed: z.string() }).optional(),
  }),
});

/** The platform at work in an event's tenant, on behalf of whoever caused the event. */
export function actorOf(
  consumer: string,
  event: Pick<DomainEvent, "id" | "requestId" | "actor" | "onBehalfOf"> & Pick<Actor, "tenantId">,
): Actor {
  return {
    requestId: event.requestId,
    address: "",
    command: { operation: consumer, key: `${consumer}.${event.id}`, hash: event.id },
    tenantId: event.tenantId,
    subject: { kind: "system", id: consumer },
    role: "system",
    onBehalfOf: event.onBehalfOf ?? event.actor,
    grants: {},
  };
}

/** The Lambda handler of one consumer of domain events: a queue that a rule of the bus fills. */
export const eventConsumer = ({ asTenant }: Pick<Stamp, "asTenant">, consumer: string, onEvent: OnEvent) =>
  queueConsumer(async (body) => {
    const { detail } = delivered.parse(body);
    await asTenant(detail.tenantId, () => onEvent(actorOf(consumer, detail), detail));
  });
