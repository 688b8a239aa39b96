import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTcpServer, type Server as TcpServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { type OutboundOptions, outboundClient } from "#functions/kernel/outbound/outbound-client.ts";
import type { Resolve } from "#functions/kernel/outbound/public-lookup.ts";

const open: (Server | TcpServer)[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.close();
    if ("closeAllConnections" in server) server.closeAllConnections();
  }
});

async function listen(server: Server | TcpServer): Promise<number> {
  open.push(server.listen(0, "127.0.0.1"));
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}
const serve = (listener: RequestListener): Promise<number> => listen(createServer(listener));

/** Gives the first answer to the first question, and so on; the last one from then on. */
const resolver = (...answers: readonly (readonly string[])[]) => {
  const asked: string[] = [];
  const resolve: Resolve = async (hostname) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(hostname);
    return addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  };
  return { resolve, asked };
};

const post = (url: string, options: Partial<OutboundOptions> = {}) =>
  outboundClient({ allow: [], ...options }).post(url, { "x-test": "1" }, "{}");

test("a name that led to a public address when it was checked is refused once it leads elsewhere", async () => {
  for (const inner of ["127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fe80::1%eth0"]) {
    const { resolve, asked } = resolver(["93.184.215.14"], [inner]);
    const client = outboundClient({ allow: [], resolve });

    await client.check("https://hooks.example.com/");
    await expect(client.post("https://hooks.example.com/", {}, "{}")).rejects.toMatchObject({
      code: "outbound.address-refused",
    });
    expect(asked).toEqual(["hooks.example.com", "hooks.example.com"]);
  }
});

test("one address that is not public condemns a name", async () => {
  const { resolve } = resolver(["93.184.215.14", "10.0.0.1"]);
  const client = outboundClient({ allow: [], resolve });

  await expect(client.check("https://hooks.example.com/")).rejects.toMatchObject({
    code: "outbound.address-refused",
  });
});

test("a name that does not resolve yet may be kept, and fails when it is called", async () => {
  const client = outboundClient({ allow: [], resolve: () => Promise.reject(new Error("ENOTFOUND")) });

  await client.check("https://hooks.example.com/");
  await expect(client.post("https://hooks.example.com/", {}, "{}")).rejects.toMatchObject({
    code: "outbound.name-not-resolved",
  });
});

test("a literal address is refused without a lookup", async () => {
  await expect(post("https://127.0.0.1/")).rejects.toMatchObject({ code: "outbound.address-refused" });
});

test("it asks for the name once, connects to that answer, and names the host in SNI", async () => {
  const names: string[] = [];
  const SNICallback = (name: string, done: (error: Error) => void) => {
    names.push(name);
    done(new Error("no certificate here"));
  };
  const port = await listen(createTlsServer({ SNICallback }).on("tlsClientError", () => {}));
  const { resolve, asked } = resolver(["127.0.0.1"]);

  const call = post(`https://hooks.example.com:${port}/`, { allow: [`hooks.example.com:${port}`], resolve });
  await expect(call).rejects.toMatchObject({ name: "OutboundError" });
  expect({ names, asked }).toEqual({ names: ["hooks.example.com"], asked: ["hooks.example.com"] });
});

test("an allowed host gets the post, under its own name", async () => {
  const port = await serve((request, response) => {
    response.end(JSON.stringify({ host: request.headers.host, own: request.headers["x-test"] }));
  });
  const host = `hooks.example.com:${port}`;

  const answer = await post(`http://${host}/a?b=1`, { allow: [host], ...resolver(["127.0.0.1"]) });
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body.toString())).toEqual({ host, own: "1" });
});

test("a redirect is an answer, and is not followed", async () => {
  const seen: (string | undefined)[] = [];
  const port = await serve((request, response) => {
    seen.push(request.url);
    response.writeHead(302, { location: "/elsewhere" }).end();
  });

  expect(await post(`http://127.0.0.1:${port}/here`, { allow: [`127.0.0.1:${port}`] })).toMatchObject({
    status: 302,
    headers: { location: "/elsewhere" },
  });
  expect(seen).toEqual(["/here"]);
});

test("an endless answer is cut, and its connection closed", async () => {
  let closed: () => void = () => {};
  const gone = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const port = await serve((_request, response) => {
    const more = setInterval(() => response.write("x".repeat(1000)), 1);
    response.on("close", () => {
      clearInterval(more);
      closed();
    });
  });

  const answer = await post(`http://127.0.0.1:${port}/`, { allow: [`127.0.0.1:${port}`], maxBytes: 5000 });
  expect(answer.body).toHaveLength(5000);
  await gone;
});

test("a compressed answer stays compressed: no bomb goes off here", async () => {
  const bomb = gzipSync(Buffer.alloc(10_000_000));
  const port = await serve((_request, response) => {
    response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
  });

  const answer = await post(`http://127.0.0.1:${port}/`, { allow: [`127.0.0.1:${port}`] });
  expect(answer.body).toEqual(bomb.subarray(0, 20_000));
});

test.each<[string, RequestListener, string]>([
  ["an answer that never comes", () => {}, "outbound.timeout"],
  ["a body that never ends", (_request, response) => void response.write("a"), "outbound.timeout"],
  ["a broken connection", (request) => void request.socket.destroy(), "outbound.connection-failed"],
  [
    "headers without end",
    (_request, response) => void response.writeHead(200, { "x-long": "x".repeat(20_000) }).end(),
    "outbound.bad-response",
  ],
])("%s is a fault with a code", async (_case, listener, code) => {
  const port = await serve(listener);
  await expect(
    post(`http://127.0.0.1:${port}/`, { allow: [`127.0.0.1:${port}`], timeoutMs: 300 }),
  ).rejects.toMatchObject({ code });
});

test("what is not HTTP, and what does not listen, are faults with codes", async () => {
  const talker = await listen(
    createTcpServer((socket) => socket.once("data", () => socket.end("SSH-2.0-OpenSSH\r\n"))),
  );
  await expect(post(`http://127.0.0.1:${talker}/`, { allow: [`127.0.0.1:${talker}`] })).rejects.toMatchObject(
    {
      code: "outbound.bad-response",
    },
  );
  const free = await listen(createTcpServer());
  await new Promise((done) => open.pop()?.close(done));
  await expect(post(`http://127.0.0.1:${free}/`, { allow: [`127.0.0.1:${free}`] })).rejects.toMatchObject({
    code: "outbound.connection-failed",
  });
});
