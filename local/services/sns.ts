import type { Outbox } from "#local/outbox/outbox.ts";
import { type Authorize, allowAll, permit } from "#local/services/authorize.ts";
import { AwsError } from "#local/services/aws-error.ts";
import { notImplemented } from "#local/services/aws-json.ts";
import type { AwsReply, AwsRequest, Service } from "#local/services/service.ts";
import { xml } from "#local/services/xml.ts";

/** Amazon SNS over awsQuery: Publish to a phone number puts the text message into the outbox. */
export const sns =
  (outbox: Outbox, authorize: Authorize = allowAll): Service =>
  async (request) => {
    try {
      return answer(200, "PublishResponse", {
        PublishResult: { MessageId: publish(outbox, authorize, request) },
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const Type = error.status < 500 ? "Sender" : "Receiver";
      return answer(error.status, "ErrorResponse", {
        Error: { Type, Code: error.code, Message: error.message },
      });
    }
  };

const answer = (status: number, root: string, members: Parameters<typeof xml>[1]): AwsReply => ({
  status,
  headers: { "content-type": "text/xml" },
  body: xml(root, members, "http://sns.amazonaws.com/doc/2010-03-31/"),
});

function publish(outbox: Outbox, authorize: Authorize, { body, accessKeyId }: AwsRequest): string {
  const parameters = new URLSearchParams(body.toString("utf8"));
  const [name = "", number, text] = ["Action", "PhoneNumber", "Message"].map(
    (each) => parameters.get(each) ?? "",
  );
  if (name !== "Publish") throw notImplemented("sns", name);
  // E.164, as SNS demands.
  if (!number || !/^\+[1-9]\d{1,14}$/.test(number))
    throw new AwsError(
      "InvalidParameter",
      "Invalid parameter: PhoneNumber (the local cloud publishes to numbers only)",
    );
  if (!text) throw new AwsError("InvalidParameter", "Invalid parameter: Empty message");
  // A message to a number has no resource of its own.
  permit(authorize, { accessKeyId, action: "sns:Publish", resource: "*" }, "AuthorizationError");
  return outbox.add({ channel: "sms", from: "", to: [number], subject: "", text, html: "" }).id;
}
