import { Pool } from "undici";
import type { Send } from "#tests/bench/hot-operations.ts";

export interface Connections {
  readonly send: Send;
  readonly close: () => Promise<void>;
}

/** So many kept connections to the platform, for somebody who is signed in. */
export function connect(url: string, accessToken: string, connections = 1): Connections {
  const pool = new Pool(url, { connections, pipelining: 1 });
  return {
    send: async ({ method, path, body }) => {
      const reply = await pool.request({
        method,
        path,
        headers: {
          authorization: `Bearer ${accessToken}`,
          ...(body && { "content-type": "application/json" }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await reply.body.text();
      if (reply.statusCode >= 300)
        throw new Error(`${method} ${path} was answered ${reply.statusCode}: ${text}`);
      return { status: reply.statusCode, body: JSON.parse(text) };
    },
    close: () => pool.close(),
  };
}
