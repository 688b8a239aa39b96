import { describe, expect, test } from "vitest";
import { sharedCloud } from "#tests/support/cloud.ts";

const { aws, resources = [] } = sharedCloud();

const functions = resources.filter(({ type }) => type === "AWS::Lambda::Function");

/** Calls a function as the Lambda API does, with the cloud's own credentials. */
async function invoke(name: string, event: object) {
  const { endpoint = "", credentials } = aws ?? {};
  const scope = `${credentials?.accessKeyId}/20261120/eu-west-1/lambda/aws4_request`;
  const response = await fetch(`${endpoint}/2015-03-31/functions/${name}/invocations`, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      "x-amz-security-token": credentials?.sessionToken ?? "",
    },
    body: JSON.stringify(event),
  });
  return {
    status: response.status,
    error: response.headers.get("x-amz-function-error"),
    payload: await response.text(),
  };
}

const request = {
  version: "2.0",
  routeKey: "$default",
  rawPath: "/nowhere",
  rawQueryString: "",
  headers: {},
  requestContext: { http: { method: "GET", path: "/nowhere", sourceIp: "192.0.2.1" }, requestId: "r1" },
  isBase64Encoded: false,
};

describe("every function is a bundle that loads and answers", () => {
  test.each(functions.map(({ name, path }) => [path, name]))("%s", async (path, name) => {
    const event = path.endsWith("/Api/Resource") ? request : { Records: [] };

    const { status, error, payload } = await invoke(name, event);

    expect({ status, error, payload: error ? payload : "" }).toEqual({
      status: 200,
      error: null,
      payload: "",
    });
    if (event === request) expect(JSON.parse(payload)).toMatchObject({ statusCode: 404 });
  });

  test("there are functions to call", () => {
    expect(functions.length).toBeGreaterThan(18);
  });
});
