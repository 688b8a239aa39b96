import { createHash } from "node:crypto";
import { ConflictException, CreateScheduleCommand, type SchedulerClient } from "@aws-sdk/client-scheduler";
import type { Clock } from "#functions/kernel/time/clock.ts";
import type { DeliveryMessage, SendDeliveries, SendLater } from "#functions/webhooks/ports.ts";

/** As long as SQS holds a message back. */
const longestDelay = 15 * 60;

interface Deps {
  readonly send: SendDeliveries;
  readonly scheduler: SchedulerClient;
  readonly clock: Clock;
  readonly group: string;
  readonly queueArn: string;
  readonly roleArn: string;
}

/** By SQS up to a quarter of an hour, beyond by a one-time schedule, which is good to a minute. */
export const sendLater =
  (deps: Deps): SendLater =>
  async (message, delaySeconds) => {
    if (delaySeconds <= longestDelay) await deps.send([{ message, delaySeconds }]);
    else await schedule(deps, message, delaySeconds);
  };

async function schedule(
  { scheduler, clock, group, queueArn, roleArn }: Deps,
  message: DeliveryMessage,
  delaySeconds: number,
): Promise<void> {
  const at = new Date(clock().getTime() + delaySeconds * 1000).toISOString().slice(0, 19);
  const Input = JSON.stringify(message);
  const command = new CreateScheduleCommand({
    // The same turn has the same name, so that it is scheduled once.
    Name: createHash("sha256").update(Input).digest("hex"),
    GroupName: group,
    ScheduleExpression: `at(${at})`,
    FlexibleTimeWindow: { Mode: "OFF" },
    ActionAfterCompletion: "DELETE",
    Target: { Arn: queueArn, RoleArn: roleArn, Input },
  });
  try {
    await scheduler.send(command);
  } catch (error) {
    if (!(error instanceof ConflictException)) throw error;
  }
}
