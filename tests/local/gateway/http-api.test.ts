import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { afterEach, describe, expect, it } from "vitest";
import { httpApis } from "#local/gateway/http-api.ts";
import type { Resource } from "#local/resource.ts";
import type { Outcome } from "#local/runtime/functions.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const resource = (type: string, name: string, properties: Record<string, unknown>): Resource => ({
  type: `AWS::ApiGatewayV2::${type}`,
  stack: "S",
  logicalId: name,
  name,
  arn: name,
  properties,
});

type Answer = (fn: string, event: APIGatewayProxyEventV2) => Promise<Outcome>;

/** Serves one API with the given routes; each key is its own function's name. */
async function serve(keys: readonly string[], answer: Answer, timeoutMs?: number): Promise<string> {
  const apis = httpApis({
    functions: { invoke: (fn, event) => answer(fn, event as APIGatewayProxyEventV2) },
    clock: () => new Date("2026-03-12T19:03:58.123Z"),
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  await apis.define(resource("Api", "api", { ProtocolType: "HTTP" }));
  await apis.define(resource("Stage", "stage", { ApiId: "api", StageName: "$default" }));
  for (const [i, key] of keys.entries()) {
    await apis.define(
      resource("Integration", `i${i}`, {
        IntegrationType: "AWS_PROXY",
        IntegrationUri: key,
        PayloadFormatVersion: "2.0",
      }),
    );
    await apis.define(
      resource("Route", `r${i}`, { ApiId: "api", RouteKey: key, Target: `integrations/i${i}` }),
    );
  }
  const handler = apis.serve("api");
  server = createServer((message, response) => void handler(message, response));
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const ok = (payload: unknown): Outcome => ({ ok: true, payload });
const echo: Answer = async (_, event) => ok({ event });
const eventOf = async (response: Response): Promise<APIGatewayProxyEventV2> =>
  ((await response.json()) as { event: APIGatewayProxyEventV2 }).event;

describe("routing", () => {
  const keys = [
    "$default",
    "ANY /v1/{proxy+}",
    "ANY /v1/people",
    "ANY /v1/people/{proxy+}",
    "GET /v1/people/{id}",
    "POST /v1/people",
  ];

  it.each([
    ["GET", "/v1/people", "ANY /v1/people", {}],
    ["POST", "/v1/people", "POST /v1/people", {}],
    ["GET", "/v1/people/7", "GET /v1/people/{id}", { id: "7" }],
    ["PUT", "/v1/people/7", "ANY /v1/people/{proxy+}", { proxy: "7" }],
    ["GET", "/v1/people/7/x", "ANY /v1/people/{proxy+}", { proxy: "7/x" }],
    ["GET", "/v1/peopleX", "ANY /v1/{proxy+}", { proxy: "peopleX" }],
    ["GET", "/other", "$default", {}],
    ["GET", "/", "$default", {}],
  ])("%s %s goes to %s", async (method, path, key, parameters) => {
    const base = await serve(keys, async (fn, event) => ok({ fn, event }));
    const answer = (await (await fetch(base + path, { method })).json()) as {
      fn: string;
      event: APIGatewayProxyEventV2;
    };
    expect(answer.fn).toBe(key);
    expect(answer.event.routeKey).toBe(key);
    expect(answer.event.pathParameters ?? {}).toEqual(parameters);
  });

  it("answers 404 itself without a default route", async () => {
    const base = await serve(["GET /v1/people"], echo);
    const response = await fetch(`${base}/nothing`);
    expect([response.status, await response.json()]).toEqual([404, { message: "Not Found" }]);
  });
});

describe("the event of payload format 2.0", () => {
  it("says all that the format says", async () => {
    const base = await serve(["ANY /v1/{proxy+}"], echo);
    const port = Number(new URL(base).port);
    const event = await eventOf(
      await fetch(`${base}/v1/a%20b/%C3%A9?x=1&y=%26&x=2&z`, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          "X-Two": "1",
          Cookie: "a=1; b=2",
          "User-Agent": "test",
          "X-Forwarded-For": "9.9.9.9",
        },
        body: '{"a":"é"}',
      }),
    );
    expect(event).toMatchObject({
      version: "2.0",
      routeKey: "ANY /v1/{proxy+}",
      rawPath: "/v1/a b/é",
      rawQueryString: "x=1&y=%26&x=2&z",
      cookies: ["a=1", "b=2"],
      queryStringParameters: { x: "1,2", y: "&", z: "" },
      pathParameters: { proxy: "a b/é" },
      body: '{"a":"é"}',
      isBase64Encoded: false,
      headers: {
        "content-type": "application/json",
        "x-two": "1",
        "x-forwarded-for": "9.9.9.9, 127.0.0.1",
        "x-forwarded-proto": "http",
        "x-forwarded-port": String(port),
      },
      requestContext: {
        apiId: "api",
        domainName: `127.0.0.1:${port}`,
        http: {
          method: "POST",
          path: "/v1/a b/é",
          protocol: "HTTP/1.1",
          sourceIp: "127.0.0.1",
          userAgent: "test",
        },
        routeKey: "ANY /v1/{proxy+}",
        stage: "$default",
        time: "12/Mar/2026:19:03:58 +0000",
        timeEpoch: Date.parse("2026-03-12T19:03:58.123Z"),
      },
    });
    expect(event.headers).not.toHaveProperty("cookie");
    expect(event.requestContext.requestId).toMatch(/^[\w-]{16}$/);
  });

  it("leaves out what a bare request has not", async () => {
    const event = await eventOf(await fetch(`${await serve(["$default"], echo)}/x`));
    for (const absent of ["cookies", "queryStringParameters", "pathParameters", "body"])
      expect(event).not.toHaveProperty(absent);
    expect(event).toMatchObject({ rawQueryString: "", isBase64Encoded: false });
  });

  it.each([
    ["application/json; charset=utf-8", {}, "a", false],
    ["text/csv", {}, "a", false],
    ["application/x-www-form-urlencoded", {}, "YQ==", true],
    ["application/octet-stream", {}, "YQ==", true],
    ["application/scim+json", {}, "YQ==", true],
    ["application/json", { "content-encoding": "gzip" }, "YQ==", true],
  ])("hands over a body of %s (%o) as %s", async (type, extra, body, isBase64Encoded) => {
    const base = await serve(["$default"], echo);
    const response = await fetch(base, {
      method: "POST",
      headers: { "content-type": type, ...extra },
      body: "a",
    });
    expect(await eventOf(response)).toMatchObject({ body, isBase64Encoded });
  });

  it("answers a path that cannot be decoded with 400", async () => {
    const base = await serve(["$default"], echo);
    const status = await new Promise((resolve) =>
      httpRequest(`${base}/%zz`, (r) => resolve(r.resume().statusCode)).end(),
    );
    expect(status).toBe(400);
  });
});

describe("the reply", () => {
  const replied = async (payload: unknown): Promise<Response> =>
    fetch(await serve(["$default"], async () => ok(payload)));

  it("maps status, headers and every cookie", async () => {
    const response = await replied({
      statusCode: 201,
      headers: { "X-A": 1, "Content-Type": "a/b", Connection: "close" },
      cookies: ["a=1", "b=2; Path=/"],
      body: "hi",
    });
    expect(response.status).toBe(201);
    expect(response.headers.get("x-a")).toBe("1");
    expect(response.headers.get("content-type")).toBe("a/b");
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2; Path=/"]);
    expect(response.headers.get("apigw-requestid")).toMatch(/^[\w-]{16}$/);
    expect(await response.text()).toBe("hi");
  });

  it("decodes base64", async () => {
    const response = await replied({
      statusCode: 200,
      body: Buffer.from([0, 255, 7]).toString("base64"),
      isBase64Encoded: true,
    });
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255, 7]);
  });

  it("has no body and no length with 204", async () => {
    const response = await replied({ statusCode: 204 });
    expect([response.status, response.headers.get("content-length"), await response.text()]).toEqual([
      204,
      null,
      "",
    ]);
  });

  it.each([
    ["plain", "plain"],
    [{ a: 1 }, '{"a":1}'],
    [null, "null"],
  ])("takes %j without a status for the body", async (payload, text) => {
    const response = await replied(payload);
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      200,
      "application/json",
      text,
    ]);
  });

  it.each([
    ["a failed function", { ok: false, errorType: "E", errorMessage: "secret", trace: [] } as Outcome],
    ["a status that is none", ok({ statusCode: "many" })],
    ["a body that is no text", ok({ statusCode: 200, body: { a: 1 } })],
  ])("of %s is a 500 that tells nothing", async (_, outcome) => {
    const response = await fetch(await serve(["$default"], async () => outcome));
    expect([response.status, await response.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
  });

  it("is 503 when the function takes too long", async () => {
    const response = await fetch(await serve(["$default"], () => new Promise(() => undefined), 20));
    expect([response.status, await response.json()]).toEqual([503, { message: "Service Unavailable" }]);
  });

  it.each([
    ["announced", Buffer.alloc(10 * 1024 * 1024 + 1, 97)],
    ["streamed", new Blob([Buffer.alloc(10 * 1024 * 1024 + 1, 97)]).stream()],
  ])("is 413 for a body over 10 MB, %s", async (_, body) => {
    const base = await serve(["$default"], echo);
    const response = await fetch(base, { method: "POST", body, duplex: "half" } as RequestInit);
    expect([response.status, await response.json()]).toEqual([413, { message: "Request Entity Too Large" }]);
  });
});
