import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { OutboundError } from "#functions/kernel/outbound/outbound-error.ts";
import { isPublicAddress } from "#functions/kernel/outbound/public-address.ts";

/** All addresses of a host name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export const allAddresses: Resolve = (hostname) => lookup(hostname, { all: true });

export const addressRefused = (): OutboundError =>
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
