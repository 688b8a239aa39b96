import { Duration, Stack } from "aws-cdk-lib";
import { Match } from "aws-cdk-lib/aws-events";
import type { Construct } from "constructs";
import type * as z from "zod";
import type { deliverEnv, fanOutEnv, webhooksApiEnv } from "#functions/webhooks/env.ts";
import { consume } from "#lib/constructs/consumer.ts";
import { contextApi } from "#lib/constructs/context-api.ts";
import { deadLetteredQueue } from "#lib/constructs/dead-lettered-queue.ts";
import { LateSends } from "#lib/constructs/late-sends.ts";
import { tenantFunction } from "#lib/constructs/stamp-function.ts";
import { subscribe } from "#lib/constructs/subscription.ts";
import type { Ground } from "#lib/ground.ts";

const delivering = Duration.minutes(1);

export class Webhooks extends Stack {
  constructor(scope: Construct, id: string, ground: Ground) {
    super(scope, id);
    const { settings } = ground.stamp;
    const { queue } = deadLetteredQueue(this, "Deliveries", { visibilityTimeout: delivering });
    const sending = { DELIVERIES_QUEUE_URL: queue.queueUrl };
    const reaching = { OUTBOUND_ALLOW: JSON.stringify(settings.outbound.allow) };
    const late = new LateSends(this, "Retries", { queue });

    contextApi<z.infer<typeof webhooksApiEnv>>(this, { ground, context: "webhooks", environment: reaching });
    const fanOut = this.#fanOut(ground, sending);
    const deliver = tenantFunction<z.infer<typeof deliverEnv>>(this, "Deliver", {
      ground,
      bundle: "webhooks/deliver",
      environment: {
        ...sending,
        ...reaching,
        DELIVERIES_QUEUE_ARN: queue.queueArn,
        SCHEDULE_GROUP: late.group.scheduleGroupName,
        SCHEDULER_ROLE_ARN: late.senderRole.roleArn,
        WEBHOOK_RETRY_SCHEDULE: JSON.stringify(settings.webhookRetrySchedule),
      },
      timeout: delivering,
    });
    consume(deliver, queue, { maxConcurrency: 50 });
    late.grantSchedule(deliver);
    for (const fn of [fanOut, deliver]) queue.grantSendMessages(fn);
  }

  #fanOut(ground: Ground, environment: { readonly DELIVERIES_QUEUE_URL: string }) {
    // A replay can reopen thousands of deliveries.
    const timeout = Duration.minutes(1);
    const events = deadLetteredQueue(this, "Events", { visibilityTimeout: timeout });
    const fn = tenantFunction<z.infer<typeof fanOutEnv>>(this, "FanOut", {
      ground,
      bundle: "webhooks/fan-out",
      environment,
      timeout,
    });
    consume(fn, events.queue);
    subscribe(this, "EventsRule", {
      bus: ground.data.bus,
      eventPattern: { detailType: Match.anythingButPrefix("kernel.") },
      to: events,
    });
    return fn;
  }
}
