/** 3 to 40 letters, digits and inner hyphens: a label of a host name (RFC 1123), so no `xn--` either (RFC 5890). */
export const slugPattern = /^(?!xn--)[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$/;

const reserved = new Set(
  [
    "www",
    "api",
    "app",
    "admin",
    "auth",
    "login",
    "docs",
    "status",
    "support",
    "help",
    "mail",
    "static",
    "assets",
  ].concat([
    "cdn",
    "console",
    "tenure",
    "root",
    "security",
    "abuse",
    "postmaster",
    "webmaster",
    "well-known",
    "local",
    "localhost",
  ]),
);

/** Names that the platform keeps for its own hosts. */
export const isReserved = (slug: string): boolean => reserved.has(slug);
