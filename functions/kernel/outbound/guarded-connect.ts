import { isIP, type LookupFunction } from "node:net";
import { buildConnector } from "undici";
import { isAllowed } from "#functions/kernel/outbound/outbound-url.ts";
import { isPublicAddress } from "#functions/kernel/outbound/public-address.ts";
import { addressRefused, publicAddresses, type Resolve } from "#functions/kernel/outbound/public-lookup.ts";

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
