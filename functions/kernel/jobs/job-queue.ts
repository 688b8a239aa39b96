import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Context, SQSEvent } from "aws-lambda";
import * as z from "zod";
import { type BatchReply, queueConsumer } from "#functions/kernel/queues/queue-consumer.ts";
import type { Stamp } from "#functions/kernel/stamp.ts";

/** Sets a job going, or going on. Sending it twice does no harm. */
export type SendJob = (tenantId: string, jobId: string) => Promise<void>;

/** Jobs of one tenant do not hold up another's: its id is the message group of a fair queue. */
export const sqsJobQueue =
  (sqs: SQSClient, QueueUrl: string): SendJob =>
  async (tenantId, jobId) => {
    const MessageBody = JSON.stringify({ tenantId, jobId });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: tenantId }));
  };

/** Carries a job on, as long as `timeLeft` (milliseconds) allows. */
export type RunJob = (tenantId: string, jobId: string, timeLeft: () => number) => Promise<void>;

const message = z.object({ tenantId: z.string(), jobId: z.string() });

/** The Lambda handler of a context's job queue. */
export const jobConsumer =
  ({ asTenant }: Pick<Stamp, "asTenant">, run: RunJob) =>
  (event: SQSEvent, context: Context): Promise<BatchReply> =>
    queueConsumer(async (body) => {
      const { tenantId, jobId } = message.parse(body);
      await asTenant(tenantId, () => run(tenantId, jobId, () => context.getRemainingTimeInMillis()));
    })(event);
