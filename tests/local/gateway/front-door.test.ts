import { once } from "node:events";
import { request } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { type FrontDoor, openFrontDoor } from "#local/gateway/front-door.ts";

const faults: unknown[] = [];
let door: FrontDoor | undefined;
afterEach(async () => {
  await door?.stop(0);
  door = undefined;
  faults.length = 0;
});
const open = async (port = 0): Promise<FrontDoor> => {
  door = await openFrontDoor({ port, onFault: (error) => faults.push(error) });
  return door;
};

describe("a front door", () => {
  it("answers 503 until it is opened", async () => {
    const { url } = await open();
    expect((await fetch(url)).status).toBe(503);
  });

  it("asks its local pages first, then the API", async () => {
    const { url, open: serve } = await open();
    serve(
      async (_, response) => void response.end("api"),
      ({ url: path }, response) => path === "/_local/x" && Boolean(response.end("page")),
    );
    expect(await (await fetch(`${url}/_local/x`)).text()).toBe("page");
    expect(await (await fetch(`${url}/v1`)).text()).toBe("api");
  });

  it("answers 500 for a fault of its own and reports it", async () => {
    const { url, open: serve } = await open();
    serve(
      () => Promise.reject(new Error("bug")),
      () => false,
    );
    const response = await fetch(url);
    expect([response.status, await response.json()]).toEqual([500, { message: "Internal Server Error" }]);
    expect(faults).toEqual([new Error("bug")]);
  });

  it("refuses headers of more than 10 kB", async () => {
    const { url } = await open();
    expect((await fetch(url, { headers: { "x-long": "x".repeat(11_000) } })).status).toBe(431);
  });

  it("says when the port is taken", async () => {
    const { url } = await open();
    const port = Number(new URL(url).port);
    await expect(openFrontDoor({ port, onFault: () => {} })).rejects.toMatchObject({
      code: "EADDRINUSE",
      port,
    });
  });

  it("lets what runs come to its end when it stops, but not longer than told", async () => {
    const { url, open: serve, stop } = await open();
    const arrived = Promise.withResolvers<() => void>();
    serve(
      async (_, response) => arrived.resolve(() => response.end("late")),
      () => false,
    );
    const answered = fetch(url).then((response) => response.text());
    const finish = await arrived.promise;
    const stopped = stop(5_000);
    finish();
    expect(await answered).toBe("late");
    await stopped;

    const second = await open();
    second.open(
      () => new Promise(() => undefined),
      () => false,
    );
    const hanging = request(second.url).end();
    await once(hanging, "finish");
    const cut = once(hanging, "error");
    await second.stop(10);
    await cut;
  });
});
