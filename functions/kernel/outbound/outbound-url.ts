import { isIP } from "node:net";
import { OutboundError } from "#functions/kernel/outbound/outbound-error.ts";
import { isPublicAddress } from "#functions/kernel/outbound/public-address.ts";

const longestUrl = 2048;

/** Names of one's own machine or network (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`). */
const ownNames = /(^|\.)(localhost|local|internal|home\.arpa)\.?$/;

const refused = (message: string): never => {
  throw new OutboundError("outbound.url-refused", message);
};

/** The host without the brackets of an IPv6 literal. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, "$1");

const portOf = ({ port, protocol }: URL): string => port || (protocol === "http:" ? "80" : "443");

/** Whether the stamp's configuration lets this `host:port` be called in spite of all rules. */
export const isAllowed = (url: URL, allow: readonly string[]): boolean =>
  allow.includes(`${url.hostname}:${portOf(url)}`);

/**
 * Reads a URL that a tenant gave. https to port 443 of a public host, unless `allow` names its `host:port`. Decimal,
 * octal and hexadecimal addresses are caught: the URL standard turns them into dotted ones first.
 * @throws OutboundError `outbound.url-refused`, `outbound.address-refused` for a literal address that is not public.
 */
export function parseOutboundUrl(text: string, allow: readonly string[]): URL {
  const url = text.length <= longestUrl ? URL.parse(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return refused("This is not an https URL");
  if (url.username || url.password) return refused("A URL must not carry a user name or password");
  if (url.hash) return refused("A URL must not carry a fragment");
  return isAllowed(url, allow) ? url : public443(url);
}

function public443(url: URL): URL {
  const host = hostOf(url);
  if (url.protocol !== "https:") return refused("Only https is called");
  if (portOf(url) !== "443") return refused("Only port 443 is called");
  if (isIP(host) === 0 && (!host.includes(".") || ownNames.test(host)))
    return refused("This host is not on the public Internet");
  if (isIP(host) !== 0 && !isPublicAddress(host))
    throw new OutboundError("outbound.address-refused", "This address is not on the public Internet");
  return url;
}
