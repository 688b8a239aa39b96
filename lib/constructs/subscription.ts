import { EventField, type EventPattern, type IEventBus, Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import type { Construct } from "constructs";
import type { DeadLetteredQueue } from "#lib/constructs/dead-lettered-queue.ts";

/** Sends the events that match to a queue, each in its tenant's message group, so that no tenant starves another. */
export function subscribe(
  scope: Construct,
  id: string,
  props: {
    readonly bus: IEventBus;
    readonly eventPattern: EventPattern;
    readonly to: DeadLetteredQueue;
  },
): Rule {
  return new Rule(scope, id, {
    eventBus: props.bus,
    eventPattern: props.eventPattern,
    targets: [
      new SqsQueue(props.to.queue, {
        messageGroupId: EventField.fromPath("$.detail.tenantId"),
        deadLetterQueue: props.to.deadLetters,
      }),
    ],
  });
}
