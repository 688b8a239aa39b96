const loopback = ["localhost", "127.0.0.1", "[::1]"];

/** A `host:port` and, when it is this machine's own, its other names: to whoever types it they are the same. */
export function allNamesOf(address: string): readonly string[] {
  const port = address.slice(address.lastIndexOf(":"));
  const host = address.slice(0, -port.length);
  return loopback.includes(host) ? loopback.map((name) => `${name}${port}`) : [address];
}
