import type { LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { buildConnector } from "undici";
import { OutboundError } from "#functions/kernel/outbound/outbound-error.ts";
import { isAllowed } from "#functions/kernel/outbound/outbound-url.ts";
import { isPublicAddress } from "#functions/kernel/outbound/public-address.ts";

/** All addresses of a host name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

const addressRefused = (): OutboundError =>
  new OutboundError("outbound.address-refused", "The host stands for an address that is not public");

/**
 * The addresses of a host, all of them public: one that is not condemns the name, whichever would have been tried first.
 * @throws OutboundError `outbound.address-refused`, `outbound.name-not-resolved`.
 */
export async function publicAddresses(resolve: Resolve, hostname: string): Promise<readonly LookupAddress[]> {
  const addresses = await resolve(hostname).catch((cause: unknown) => {
    throw new OutboundError("outbound.name-not-resolved", "The host name has no address", { cause });
  });
  if (addresses.length === 0)
    throw new OutboundError("outbound.name-not-resolved", "The host name has no address");
  if (!addresses.every(({ address }) => isPublicAddress(address))) throw addressRefused();
  return addresses;
}

// The socket is opened to the very addresses that this gives: nobody asks the name server a second time.
const lookupBy =
  (addressesOf: Resolve): LookupFunction =>
  (hostname, options, callback) => {
    addressesOf(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all) callback(null, [...addresses]);
        else callback(null, first?.address ?? "", first?.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), ""),
    );
  };

export interface ConnectOptions {
  readonly resolve: Resolve;
  readonly allow: readonly string[];
  readonly timeoutMs: number;
  /** Certificates to trust beside the public ones. */
  readonly ca?: string;
}

/** Opens connections to public addresses alone, and to what `allow` names. */
export function guardedConnect({ resolve, allow, timeoutMs, ca }: ConnectOptions): buildConnector.connector {
  const options = { timeout: timeoutMs, allowH2: false, ...(ca && { ca }) };
  const guarded = buildConnector({
    ...options,
    lookup: lookupBy((hostname) => publicAddresses(resolve, hostname)),
  });
  const open = buildConnector({ ...options, lookup: lookupBy(resolve) });
  return (target, callback) => {
    const { protocol, hostname, port } = target;
    const host = hostname.replace(/^\[(.*)\]$/, "$1");
    const url = new URL(`${protocol}//${isIP(host) === 6 ? `[${host}]` : host}:${port}`);
    if (isAllowed(url, allow)) return open(target, callback);
    // A literal address is connected to without any lookup.
    if (isIP(host) !== 0 && !isPublicAddress(host)) return callback(addressRefused(), null);
    return guarded(target, callback);
  };
}
