import ipaddr from "ipaddr.js";

// IPv6 is handed out from here alone (RFC 4291 §2.4); all else is refused whatever its name.
const globalUnicast = ipaddr.parseCIDR("2000::/3");

/** Inside of it, and not the Internet: what ipaddr.js does not know, or knows only in part. */
const notPublic = [
  "2001::/23", // IETF protocol assignments: Teredo, ORCHID, benchmarking (RFC 2928)
  "2001:db8::/32", // documentation (RFC 3849)
  "2002::/16", // 6to4: an IPv4 address inside (RFC 7526)
  "3fff::/20", // documentation (RFC 9637)
  "3ffe::/16", // 6bone, given back (RFC 3701)
  "192.88.99.0/24", // 6to4 relays (RFC 7526)
].map((range) => ipaddr.parseCIDR(range));

/**
 * Whether an address is reached over the public Internet. Private, loopback, link-local, shared, multicast,
 * documentation, benchmarking and reserved ranges are not, nor is any IPv6 form that carries an IPv4 address
 * (IANA IPv4 and IPv6 special-purpose address registries), nor text that is not one plain address.
 */
export function isPublicAddress(text: string): boolean {
  // A zone id names a link of this machine; octal, hex and short forms are read differently by different programs.
  if (text.includes("%") || !(ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text)))
    return false;
  const address = ipaddr.parse(text);
  if (address.range() !== "unicast") return false;
  if (address.kind() === "ipv6" && !address.match(globalUnicast)) return false;
  return !notPublic.some((range) => range[0].kind() === address.kind() && address.match(range));
}
