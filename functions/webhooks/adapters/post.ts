import type { Outbound } from "#functions/kernel/outbound/outbound-client.ts";
import { OutboundError } from "#functions/kernel/outbound/outbound-error.ts";
import type { Post } from "#functions/webhooks/ports.ts";

export const postVia =
  (outbound: Pick<Outbound, "post">): Post =>
  async (url, headers, body) => {
    try {
      const answer = await outbound.post(url, headers, body);
      const retryAfter = answer.headers["retry-after"];
      return {
        statusCode: answer.status,
        body: answer.body.toString("utf8"),
        ...(retryAfter !== undefined && { retryAfter }),
      };
    } catch (error) {
      if (error instanceof OutboundError) return { error: error.code };
      throw error;
    }
  };
