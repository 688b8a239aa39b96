import { isIP } from "node:net";
import { OutboundError } from "#functions/kernel/outbound/outbound-error.ts";
import { hostOf, isAllowed, parseOutboundUrl } from "#functions/kernel/outbound/outbound-url.ts";
import { allAddresses, publicAddresses, type Resolve } from "#functions/kernel/outbound/public-lookup.ts";

export interface CheckOptions {
  /** `host:port` that may be called whatever they are, over http too. Empty on AWS. */
  readonly allow: readonly string[];
  readonly resolve?: Resolve;
}

export interface OutboundCheck {
  /**
   * Looks at a URL before it is kept: what it says, and where its name leads today. A name that does not resolve yet
   * may be kept; connecting decides.
   * @throws OutboundError `outbound.url-refused`, `outbound.address-refused`.
   */
  readonly check: (url: string) => Promise<void>;
}

const checkingMs = 2_000;

/** The look alone, for those who never call: it loads no HTTP client. */
export const outboundCheck = ({ allow, resolve = allAddresses }: CheckOptions): OutboundCheck => ({
  check: async (text) => {
    const url = parseOutboundUrl(text, allow);
    const host = hostOf(url);
    if (isAllowed(url, allow) || isIP(host) !== 0) return;
    try {
      await within(checkingMs, publicAddresses(resolve, host));
    } catch (error) {
      if (error instanceof OutboundError && error.code === "outbound.address-refused") throw error;
    }
  },
});

// A name server that keeps silent must not hold up whoever waits for the check.
async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const signal = AbortSignal.timeout(milliseconds);
  const expired = new Promise<never>((_, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason), { once: true }),
  );
  await Promise.race([work, expired]);
}
