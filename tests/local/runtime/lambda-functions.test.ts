import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Resource } from "#local/resource.ts";
import { type LambdaFunctions, lambdaFunctions } from "#local/runtime/lambda-functions.ts";

let directory: string;
let functions: LambdaFunctions;
let lines: string[];
let logged: (line: string) => void;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tenure-runtime-"));
  lines = [];
  logged = () => undefined;
  functions = lambdaFunctions({
    endpointUrl: () => "http://127.0.0.1:1",
    credentialsFor: (role) => ({
      accessKeyId: `key of ${role}`,
      secretAccessKey: "secret",
      sessionToken: "token",
    }),
    logs: {
      write: (fn, text) => {
        lines.push(`${fn} ${text.trim()}`);
        logged(text.trim());
      },
      error: () => undefined,
      close: async () => undefined,
    },
  });
});
afterEach(async () => {
  await functions.stop(0);
  rmSync(directory, { recursive: true });
});

function define(name: string, code: string, properties: Record<string, unknown> = {}): void {
  const assetPath = join(directory, name);
  mkdirSync(assetPath);
  writeFileSync(join(assetPath, "index.mjs"), code);
  const resource: Resource = {
    type: "AWS::Lambda::Function",
    stack: "S",
    logicalId: name,
    name,
    arn: `arn:aws:lambda:eu-west-1:000000000000:function:${name}`,
    properties: {
      Handler: "index.handler",
      Role: "arn:aws:iam::000000000000:role/r",
      MemorySize: 256,
      ...properties,
    },
    assetPath,
  };
  void functions.define(resource);
}

const call = async (name: string, event: unknown = {}): Promise<unknown> => {
  const outcome = await functions.invoke(name, event);
  return outcome.ok ? outcome.payload : outcome;
};

describe("an invocation", () => {
  it("runs the bundle with the event, the variables and the role's credentials", async () => {
    define(
      "echo",
      `export const handler = async (event, context) => ({
        event, name: context.functionName, arn: context.invokedFunctionArn, id: context.awsRequestId.length,
        left: context.getRemainingTimeInMillis() > 2000, key: process.env.AWS_ACCESS_KEY_ID, region: process.env.AWS_REGION,
        endpoint: process.env.AWS_ENDPOINT_URL, own: process.env.OWN, home: process.env.HOME ?? "hidden" });`,
      { Environment: { Variables: { OWN: "1" } } },
    );
    const arn = "arn:aws:lambda:eu-west-1:000000000000:function:echo";
    expect(await call(`${arn}:live`, { a: 1 })).toEqual({
      event: { a: 1 },
      name: "echo",
      arn,
      id: 36,
      left: true,
      key: "key of arn:aws:iam::000000000000:role/r",
      region: "eu-west-1",
      endpoint: "http://127.0.0.1:1",
      own: "1",
      home: "hidden",
    });
  });

  it("answers null for nothing, and keeps its module state", async () => {
    define("state", "let n = 0; export const handler = async (e) => e.quiet ? undefined : ++n;");
    expect([await call("state"), await call("state"), await call("state", { quiet: true })]).toEqual([
      1,
      2,
      null,
    ]);
  });

  it("hands on logs line by line, in order, at once", async () => {
    define(
      "chatty",
      "export const handler = async () => { console.log('one'); console.error('two'); process.stdout.write('three\\n'); };",
    );
    await call("chatty");
    expect(lines).toEqual(["chatty one", "chatty two", "chatty three"]);
  });
});

describe("an environment", () => {
  it("is frozen after its answer: timers and loose promises stop until the next invocation", async () => {
    define(
      "ticker",
      `let ticks = 0; let loose = "pending";
      export const handler = async (event) => {
        if (event.start) { setInterval(() => ticks++, 5); setTimeout(() => { loose = "done"; }, 20); return; }
        const before = { ticks, loose };
        await new Promise((resolve) => setTimeout(resolve, 60));
        return { before, after: { moved: ticks > before.ticks, loose } };
      };`,
    );
    await call("ticker", { start: true });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await call("ticker")).toEqual({
      before: { ticks: 0, loose: "pending" },
      after: { moved: true, loose: "done" },
    });
  });

  it("serves one request at a time, in no more environments than the function may have; the rest wait in order", async () => {
    define(
      "slow",
      `const id = Math.random(); export const handler = async (event) => {
        await new Promise((resolve) => setTimeout(resolve, 20)); return { id, event }; };`,
      { ReservedConcurrentExecutions: 2 },
    );
    const finished: unknown[] = [];
    const answers = await Promise.all(
      [0, 1, 2, 3, 4, 5].map(async (n) => {
        const answer = (await call("slow", n)) as { id: number };
        finished.push(n);
        return answer.id;
      }),
    );
    expect(new Set(answers).size).toBe(2);
    expect([0, 2, 4].map((i) => finished.slice(i, i + 2).sort())).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
  });

  it("is taken again most recently used first", async () => {
    define(
      "warm",
      "const id = Math.random(); export const handler = async (ms) => { await new Promise((r) => setTimeout(r, ms)); return id; };",
    );
    const [, last] = await Promise.all([call("warm", 10), call("warm", 400)]);
    expect([await call("warm", 0), await call("warm", 0)]).toEqual([last, last]);
  });
});

describe("a failure", () => {
  it("of the handler names type, message and trace, and keeps the environment", async () => {
    define(
      "throws",
      "let n = 0; export const handler = async () => { n += 1; throw new RangeError('bad ' + n); };",
    );
    await call("throws");
    expect(await call("throws")).toMatchObject({
      ok: false,
      errorType: "RangeError",
      errorMessage: "bad 2",
      trace: expect.arrayContaining([expect.stringContaining("index.mjs")]),
    });
  });

  it.each([
    ["an endless wait", "await new Promise((r) => setTimeout(r, 60000));"],
    ["an endless loop", "for (;;);"],
  ])("by %s past the timeout ends the environment", async (_, body) => {
    define(
      "late",
      `let n = 0; export const handler = async (go) => { n += 1; if (go) { ${body} } return n; };`,
      { Timeout: 1 },
    );
    expect(await call("late", true)).toMatchObject({
      ok: false,
      errorMessage: expect.stringMatching(/Task timed out after 1\.00 seconds$/),
    });
    expect(await call("late", false)).toBe(1);
  });

  it.each([
    ["process.exit(3);", "Runtime.ExitError", "Runtime exited with error: exit status 3"],
    [
      "setTimeout(() => { throw new Error('thrown late'); }, 1); await new Promise(() => setInterval(() => 0, 1000));",
      "Error",
      "thrown late",
    ],
    [
      "Promise.reject(new Error('loose')); await new Promise(() => setInterval(() => 0, 1000));",
      "Runtime.UnhandledPromiseRejection",
      "loose",
    ],
    ["const a = []; for (;;) a.push(new Array(1e5).fill(a.length));", "Runtime.ExitError", /memory/],
  ])("of the process (%s) ends the environment; the next is new", async (body, errorType, errorMessage) => {
    define(
      "dies",
      `let n = 0; export const handler = async (go) => { n += 1; if (go) { ${body} } return n; };`,
      { Timeout: 20, MemorySize: 64 },
    );
    expect(await call("dies", true)).toMatchObject({
      errorType,
      errorMessage: typeof errorMessage === "string" ? errorMessage : expect.stringMatching(errorMessage),
    });
    expect(await call("dies", false)).toBe(1);
  });

  it.each([
    ["throw new TypeError('no such thing');", "TypeError", "no such thing"],
    ["export const other = 1;", "Runtime.HandlerNotFound", "handler is undefined or not exported"],
  ])("of the bundle to load (%s) is told by the invocation", async (code, errorType, errorMessage) => {
    define("broken", code);
    expect(await call("broken")).toMatchObject({ ok: false, errorType, errorMessage });
  });

  it("is an answer of more than 6 MB, and an event of more", async () => {
    define("large", "export const handler = async (n) => typeof n === 'number' ? 'x'.repeat(n) : 0;");
    expect(await call("large", 7_000_000)).toMatchObject({ errorType: "Function.ResponseSizeTooLarge" });
    expect(await call("large", "x".repeat(7_000_000))).toMatchObject({
      errorType: "RequestTooLargeException",
    });
    expect(await call("large", 5_000_000)).toHaveLength(5_000_000);
  });

  it("is an invocation cut short by the end of the cloud", async () => {
    define(
      "cut",
      "export const handler = async () => { console.log('begun'); await new Promise((r) => setTimeout(r, 60000)); };",
      { Timeout: 60 },
    );
    const begun = new Promise((resolve) => {
      logged = resolve;
    });
    const outcome = call("cut");
    await begun;
    await functions.stop(10);
    expect(await outcome).toMatchObject({ ok: false, errorType: "Runtime.ExitError" });
  });
});
