import * as z from "zod";
import { parseMime } from "#local/outbox/mime.ts";
import type { Outbox } from "#local/outbox/outbox.ts";
import { type Authorize, allowAll, permit } from "#local/services/authorize.ts";
import { AwsError } from "#local/services/aws-error.ts";
import { action } from "#local/services/aws-json.ts";
import { restJson } from "#local/services/rest-json.ts";
import type { AwsRequest, Service } from "#local/services/service.ts";

interface SesOptions {
  readonly outbox: Outbox;
  readonly account: string;
  readonly authorize?: Authorize;
}

const part = z.object({ Data: z.string() });
const addresses = z.array(z.string()).default([]);
const input = z.object({
  FromEmailAddress: z.string().optional(),
  Destination: z
    .object({ ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses })
    .prefault({}),
  Content: z.object({
    Simple: z
      .object({ Subject: part, Body: z.object({ Text: part.optional(), Html: part.optional() }) })
      .optional(),
    Raw: z.object({ Data: z.base64() }).optional(),
  }),
});
type Input = z.output<typeof input>;

// Of one mail together (SES API v2 quotas).
const mostRecipients = 50;

/** Amazon SES v2 over restJson1: SendEmail puts the mail into the outbox. */
export function ses({ outbox, account, authorize = allowAll }: SesOptions): Service {
  const mayUse = ({ accessKeyId, region }: AwsRequest, sender: string) => {
    const address = /<([^<>]+)>\s*$/.exec(sender)?.[1] ?? sender;
    const identity = (name: string) => `arn:aws:ses:${region}:${account}:identity/${name}`;
    const facts = { accessKeyId, action: "ses:SendEmail", context: { "ses:FromAddress": [address] } };
    const domain = identity(address.slice(address.lastIndexOf("@") + 1));
    // SES takes the identity of the address, where it knows one, or of its domain.
    if (!authorize({ ...facts, resource: identity(address) }))
      permit(authorize, { ...facts, resource: domain });
  };
  const sendEmail = (email: Input, request: AwsRequest) => {
    const { from, to, ...content } = mailOf(email);
    if (!from || to.length === 0)
      throw new AwsError("BadRequestException", "A sender and a recipient are needed.");
    if (to.length > mostRecipients) throw new AwsError("BadRequestException", "Recipient count exceeds 50.");
    mayUse(request, from);
    return { MessageId: outbox.add({ channel: "email", from, to, ...content }).id };
  };
  return restJson({ "POST /v2/email/outbound-emails": action(input, sendEmail) });
}

function mailOf({ FromEmailAddress, Destination, Content }: Input) {
  const { ToAddresses, CcAddresses, BccAddresses } = Destination;
  const named = [...ToAddresses, ...CcAddresses, ...BccAddresses];
  if (Content.Raw) {
    const raw = parseMime(Buffer.from(Content.Raw.Data, "base64"));
    return { ...raw, from: FromEmailAddress ?? raw.from, to: named.length > 0 ? named : [...raw.to] };
  }
  if (!Content.Simple)
    throw new AwsError("BadRequestException", "The local cloud sends Simple and Raw content.");
  const { Subject, Body } = Content.Simple;
  return {
    from: FromEmailAddress ?? "",
    to: named,
    subject: Subject.Data,
    text: Body.Text?.Data ?? "",
    html: Body.Html?.Data ?? "",
  };
}
