import { describe, expect, it } from "vitest";
import type { Outcome } from "#local/runtime/functions.ts";
import { lambdaService } from "#local/runtime/lambda-service.ts";
import type { AwsReply, AwsRequest } from "#local/services/service.ts";

const calls: unknown[] = [];
const service = (outcome: Outcome, allowed = true) =>
  lambdaService({
    functions: {
      types: [],
      define: () => {},
      has: (fn) => fn === "f" || fn.endsWith(":f:live"),
      environments: () => 1,
      invoke: async (fn, event) => {
        calls.push({ fn, event });
        return outcome;
      },
      stop: async () => {},
    },
    authorize: ({ action, resource }) =>
      allowed &&
      action === "lambda:InvokeFunction" &&
      resource.startsWith("arn:aws:lambda:eu-west-1:0:function:"),
    arnOf: (fn, region) => (fn.startsWith("arn:") ? fn : `arn:aws:lambda:${region}:0:function:${fn}`),
    onFault: () => {},
  });
const request = (fn: string, body: string, type = "RequestResponse"): AwsRequest => ({
  service: "lambda",
  region: "eu-west-1",
  accessKeyId: "key",
  method: "POST",
  path: `/2015-03-31/functions/${encodeURIComponent(fn)}/invocations`,
  query: new URLSearchParams(),
  headers: { "x-amz-invocation-type": type },
  body: Buffer.from(body),
});
const ok: Outcome = { ok: true, payload: { a: 1 } };

describe("Lambda's Invoke call", () => {
  it("answers what the function answers", async () => {
    calls.length = 0;
    expect(await service(ok)(request("arn:aws:lambda:eu-west-1:0:function:f:live", '{"x":2}'))).toMatchObject(
      {
        status: 200,
        body: '{"a":1}',
      },
    );
    expect(calls).toEqual([{ fn: "arn:aws:lambda:eu-west-1:0:function:f:live", event: { x: 2 } }]);
  });

  it("marks the answer of a function that failed", async () => {
    const outcome: Outcome = { ok: false, errorType: "E", errorMessage: "no", trace: [] };
    expect(await service(outcome)(request("f", ""))).toMatchObject({
      status: 200,
      headers: { "x-amz-function-error": "Unhandled" },
      body: '{"errorType":"E","errorMessage":"no","trace":[]}',
    });
  });

  it.each([
    ["Event", 202, 1],
    ["DryRun", 204, 0],
  ])("of type %s answers %i", async (type, status, invocations) => {
    calls.length = 0;
    expect(await service(ok)(request("f", "{}", type))).toMatchObject({ status, body: "" });
    expect(calls).toHaveLength(invocations);
  });

  it.each<[string, AwsRequest, boolean, Partial<AwsReply>]>([
    ["an unknown function", request("g", "{}"), true, { status: 404 }],
    ["a caller without the right", request("f", "{}"), false, { status: 403 }],
    ["a body that is not JSON", request("f", "{"), true, { status: 400 }],
    ["any other call", { ...request("f", ""), path: "/2015-03-31/functions" }, true, { status: 501 }],
  ])("refuses %s", async (_, call, allowed, reply) => {
    expect(await service(ok, allowed)(call)).toMatchObject(reply);
  });
});
