import { createHash } from "node:crypto";
import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { AskForPlaces, AskToExport } from "#functions/audit/ports.ts";

/** Each tenant is a message group: one sequencer at a time, in order. */
export const askForPlaces =
  (sqs: SQSClient, QueueUrl: string): AskForPlaces =>
  async (tenantId, entryIds) => {
    const MessageBody = JSON.stringify({ tenantId, entryIds });
    const MessageDeduplicationId = createHash("sha256").update(MessageBody).digest("hex");
    await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: tenantId, MessageDeduplicationId }),
    );
  };

export const askToExport =
  (sqs: SQSClient, QueueUrl: string): AskToExport =>
  async (tenantId, exportId) => {
    const MessageBody = JSON.stringify({ tenantId, exportId });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: tenantId }));
  };
