import type { IncomingMessage, ServerResponse } from "node:http";
import type { Outbox } from "#local/outbox/outbox.ts";
import { outboxPage } from "#local/outbox/outbox-page.ts";

const pages = ["/outbox", "/_local/outbox.html"];

/**
 * Answers `GET /_local/outbox` (JSON, `{items}`, newest first) and `GET /outbox` or `/_local/outbox.html` (a page),
 * each with `?to=` for one recipient; `false` leaves the request to the next.
 */
export const outboxHandler =
  (outbox: Outbox) =>
  ({ url = "/", method = "" }: IncomingMessage, response: ServerResponse): boolean => {
    // What is no URL, as `//`, is none of ours either.
    const asked = URL.parse(url, "http://localhost");
    if (!asked) return false;
    const isPage = pages.includes(asked.pathname);
    if (!isPage && asked.pathname !== "/_local/outbox") return false;
    if (method === "GET" || method === "HEAD")
      show(outbox, isPage, asked.searchParams.get("to") || undefined, response);
    else response.writeHead(405, { allow: "GET, HEAD" }).end();
    return true;
  };

function show(outbox: Outbox, isPage: boolean, to: string | undefined, response: ServerResponse): void {
  const items = outbox.list({ to });
  response.writeHead(200, headersOf(isPage)).end(isPage ? outboxPage(items, to) : JSON.stringify({ items }));
}

const headersOf = (isPage: boolean) => ({
  "content-type": isPage ? "text/html; charset=utf-8" : "application/json",
  "cache-control": "no-store",
  // Frames inherit it, so what a mail brings along can neither run nor call home.
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'",
});
