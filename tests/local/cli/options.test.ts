import { describe, expect, it } from "vitest";
import * as z from "zod";
import { banner } from "#local/cli/banner.ts";
import { allNamesOf } from "#local/cli/loopback.ts";
import { readOptions, UsageError } from "#local/cli/options.ts";

const pool = (port: number) => ({ name: "pool", kind: "pool", port });

describe("the command line of npm start", () => {
  it("means the pool on port 3000 when it says nothing", () => {
    expect(readOptions([])).toEqual({
      stamps: [pool(3000)],
      data: undefined,
      fresh: false,
      allowWebhooks: [],
    });
  });

  it("gives private stamps the next ports", () => {
    const args = [
      "--port",
      "4000",
      "--stamp",
      "private:acme-care",
      "--stamp=private:b2",
      "--fresh",
      "--data",
      "d",
    ];
    expect(readOptions(args)).toMatchObject({
      data: "d",
      fresh: true,
      stamps: [
        pool(4000),
        { name: "acme-care", kind: "private", port: 4001 },
        { name: "b2", kind: "private", port: 4002 },
      ],
    });
    expect(readOptions(["--port=0", "--stamp=private:a"])).toMatchObject({
      stamps: [{ port: 0 }, { port: 0 }],
    });
  });

  it("collects the addresses that webhooks may reach", () => {
    const args = ["--allow-webhooks", "localhost:9000", "--allow-webhooks", "[::1]:9001"];
    expect(readOptions(args)).toMatchObject({ allowWebhooks: ["localhost:9000", "[::1]:9001"] });
  });

  it.each(["localhost:9000", "127.0.0.1:9000", "[::1]:9000"])("takes %s by all its names", (address) => {
    expect(allNamesOf(address)).toEqual(["localhost:9000", "127.0.0.1:9000", "[::1]:9000"]);
  });

  it("takes other addresses as they are, written as a URL has them", () => {
    const { allowWebhooks } = z
      .object({ allowWebhooks: z.array(z.string()) })
      .parse(readOptions(["--allow-webhooks", "My-Box.test:09000"]));
    expect(allowWebhooks.flatMap(allNamesOf)).toEqual(["my-box.test:9000"]);
  });

  it("can be asked for help", () => {
    expect(readOptions(["--help", "--port=1"])).toBe("help");
  });

  it.each([
    [["--nonsense"], /--nonsense/],
    [["extra"], /extra/],
    [["--port", "x"], /--port x/],
    [["--port", "70000"], /--port 70000/],
    [["--stamp", "pool"], /private:NAME/],
    [["--stamp", "private:pool"], /private:NAME/],
    [["--stamp", "private:A_b"], /private:NAME/],
    [["--allow-webhooks", "localhost"], /HOST:PORT/],
    [["--allow-webhooks", "localhost:70000"], /HOST:PORT/],
    [["--faults", "chaos"], /cannot be injected yet/],
  ])("refuses %j", (args, message) => {
    expect(() => readOptions(args)).toThrow(UsageError);
    expect(() => readOptions(args)).toThrow(message);
  });
});

describe("the banner", () => {
  it("tells where everything is", () => {
    const text = banner({
      stamps: { pool: "http://localhost:3000", acme: "http://localhost:3001" },
      stateDirectory: ".local",
      seconds: 4.21,
      demo: { tenant: "demo", email: "a@b.example", password: "pw" },
      allowWebhooks: ["127.0.0.1:3999", "localhost:9000"],
    });
    for (const line of [
      /ready in 4\.2 s/,
      /API +http:\/\/localhost:3000\/v1$/m,
      /API explorer +http:\/\/localhost:3000\/docs$/m,
      /Outbox +http:\/\/localhost:3000\/_local\/outbox\.html$/m,
      /Private stamp +http:\/\/localhost:3001\/v1 {2}\(acme\)$/m,
      /Demo sign-in +a@b\.example {2}pw {2}\(tenant demo\)$/m,
      /Webhooks reach +127\.0\.0\.1:3999, localhost:9000, https on the Internet$/m,
      /Data and logs +\.local$/m,
    ])
      expect(text).toMatch(line);
  });
});
