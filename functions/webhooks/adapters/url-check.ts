import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { OutboundCheck } from "#functions/kernel/outbound/outbound-check.ts";
import { OutboundError } from "#functions/kernel/outbound/outbound-error.ts";
import type { CheckUrl } from "#functions/webhooks/ports.ts";

export const urlCheck =
  ({ check }: OutboundCheck): CheckUrl =>
  async (url) => {
    try {
      await check(url);
    } catch (cause) {
      if (!(cause instanceof OutboundError)) throw cause;
      const faults = [{ path: "url", message: cause.message }];
      refuse("invalid", "webhooks.url-refused", "Webhooks cannot be posted to this URL", { faults, cause });
    }
  };
