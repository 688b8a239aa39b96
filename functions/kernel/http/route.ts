import type { AnyOperation } from "#functions/kernel/operation.ts";

/** A request as the gateway handed it over, path decoded once, before anybody has looked into the body. */
export interface HttpRequest {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What goes back when it is not simply the output as JSON. */
export interface HttpReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whole `Set-Cookie` values. */
  readonly cookies?: readonly string[];
  /** JSON unless `headers` name another content type. Left out: no body. */
  readonly body?: unknown;
}

type OutputOf<O extends AnyOperation> = Awaited<ReturnType<ReturnType<O["run"]>>>;

/** One line of a context's public surface: where an operation is found over HTTP. */
export interface Route<O extends AnyOperation = AnyOperation> {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Names in braces are the input keys that come from the path. All others come from the query of a GET or DELETE, or from the JSON body. */
  readonly path: `/${string}`;
  readonly status: number;
  readonly operation: O;
  /** Turns another kind of request (form, raw body, cookie) into the operation's input. */
  readonly receive?: (request: HttpRequest) => unknown;
  /** Turns the output, already whitelisted by its schema, into another kind of reply: cookies, a redirect, a page. */
  readonly reply?: (output: OutputOf<O>) => HttpReply;
  /**
   * The resource is versioned: the output's `version` is its ETag; a write whose input has `expectedVersion` takes
   * `If-Match` into it, and a stale one is refused (`request.stale`, 412).
   */
  readonly versioned?: true;
  /** Not counted against any rate limit: health, key sets, the API description. */
  readonly unlimited?: true;
}

/** Any route at all, whatever its operation and reply are made of. */
export interface AnyRoute extends Omit<Route, "reply"> {
  readonly reply?: (output: never) => HttpReply;
}

type More<O extends AnyOperation> = Partial<
  Pick<Route<O>, "status" | "receive" | "reply" | "versioned" | "unlimited">
>;

const route =
  (method: Route["method"], status: number) =>
  <O extends AnyOperation>(path: Route["path"], operation: O, more: More<O> = {}): Route<O> => ({
    method,
    path,
    status,
    operation,
    ...more,
  });

export const get = route("GET", 200);
export const post = route("POST", 201);
export const patch = route("PATCH", 200);
/** DELETE answers 204 and no body. */
export const remove = route("DELETE", 204);
