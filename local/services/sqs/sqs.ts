import * as z from "zod";
import { type Authorize, allowAll, permit } from "#local/services/authorize.ts";
import { action, awsJson } from "#local/services/aws-json.ts";
import type { Clock } from "#local/services/clock.ts";
import type { Service } from "#local/services/service.ts";
import { administration } from "#local/services/sqs/administration.ts";
import { batchActions } from "#local/services/sqs/batch-actions.ts";
import type { Refusals } from "#local/services/sqs/message-flow.ts";
import type { Queues } from "#local/services/sqs/queues.ts";
import { receiveMessage } from "#local/services/sqs/receive-message.ts";
import {
  type Allowed,
  draftOf,
  messageInput,
  queueAt,
  sentOutput,
} from "#local/services/sqs/sqs-messages.ts";

interface SqsOptions {
  readonly queues: Queues;
  readonly clock: Clock;
  readonly authorize?: Authorize;
}

/** Amazon SQS over awsJson 1.0. */
export function sqs({ queues, clock, authorize = allowAll }: SqsOptions): Service {
  const allowed: Allowed = (request, queueUrl, name) => {
    const queue = queueAt(queues, request, queueUrl);
    permit(authorize, { accessKeyId: request.accessKeyId, action: `sqs:${name}`, resource: queue.arn });
    return queue;
  };
  return awsJson({
    version: "1.0",
    queryCode: (code) => (code === "QueueDoesNotExist" ? "AWS.SimpleQueueService.NonExistentQueue" : code),
    actions: {
      SendMessage: action(messageInput.extend({ QueueUrl: z.string() }), (input, request) => {
        const { arn } = allowed(request, input.QueueUrl, "SendMessage");
        const draft = draftOf(input, request);
        return sentOutput(queues.find(arn), draft, queues.send(arn, draft));
      }),
      ReceiveMessage: receiveMessage(queues, clock, allowed),
      DeleteMessage: action(
        z.object({ QueueUrl: z.string(), ReceiptHandle: z.string() }),
        (input, request) => {
          const { arn } = allowed(request, input.QueueUrl, "DeleteMessage");
          demand(queues.acknowledge(arn, [input.ReceiptHandle]));
        },
      ),
      ChangeMessageVisibility: action(
        z.object({
          QueueUrl: z.string(),
          ReceiptHandle: z.string(),
          VisibilityTimeout: z.number().min(0).max(43_200),
        }),
        (input, request) => {
          const { arn } = allowed(request, input.QueueUrl, "ChangeMessageVisibility");
          demand(queues.release(arn, [input.ReceiptHandle], input.VisibilityTimeout));
        },
      ),
      ...batchActions(queues, allowed),
      ...administration(queues, clock, allowed),
    },
  });
}

function demand(refusals: Refusals): void {
  for (const refusal of refusals.values()) throw refusal;
}
