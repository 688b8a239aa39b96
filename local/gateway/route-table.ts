/** A route of an HTTP API, as in `ANY /v1/people/{proxy+}` or `$default`. */
export interface GatewayRoute {
  readonly key: string;
  /** Name, ARN or alias of the function behind it. */
  readonly fn: string;
}

export interface Match {
  readonly route: GatewayRoute;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Compiled {
  readonly route: GatewayRoute;
  readonly method: string;
  readonly pattern: RegExp;
  /** Compared from the left: a fixed segment beats a variable, a variable a greedy one. */
  readonly weight: string;
}

/** Finds the most specific of the routes; the order they are given in means nothing. */
export function routeTable(
  routes: readonly GatewayRoute[],
): (method: string, path: string) => Match | undefined {
  const fallback = routes.find(({ key }) => key === "$default");
  const compiled = routes
    .filter((route) => route !== fallback)
    .map(compile)
    .sort((a, b) => (a.weight < b.weight ? -1 : 1));
  return (method, path) => {
    for (const { route, method: wanted, pattern } of compiled) {
      const found = wanted === "ANY" || wanted === method ? pattern.exec(path) : null;
      if (found) return { route, parameters: { ...found.groups } };
    }
    return fallback && { route: fallback, parameters: {} };
  };
}

function compile(route: GatewayRoute): Compiled {
  const [method = "", path = ""] = route.key.split(" ");
  const segments = path.split("/").slice(1);
  const pattern = new RegExp(`^${segments.map((segment) => `/${patternOf(segment)}`).join("")}$`, "s");
  return { route, method, pattern, weight: segments.map(weightOf).join("") + (method === "ANY" ? "9" : "8") };
}

function patternOf(segment: string): string {
  const [, name, greedy] = /^\{([\w-]+)(\+?)\}$/.exec(segment) ?? [];
  return name === undefined ? segment.replace(/[^\w-]/g, "\\$&") : `(?<${name}>${greedy ? ".+" : "[^/]+"})`;
}

function weightOf(segment: string): string {
  if (!segment.startsWith("{")) return "1";
  return segment.endsWith("+}") ? "3" : "2";
}
