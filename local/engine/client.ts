import { Pool } from "undici";
import { fields, text } from "#local/engine/json.ts";
import { AwsError } from "#local/services/aws-error.ts";

interface EngineReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The way to a DynamoDB engine, over connections that are kept. */
export interface EngineClient {
  /** Sends a call as it is. `target` is the value of `X-Amz-Target`. */
  readonly send: (target: string, body: string | Buffer) => Promise<EngineReply>;
  /** Makes a call of the local cloud's own, as `DescribeTable` or `DynamoDBStreams.GetRecords`. @throws AwsError with DynamoDB's code */
  readonly call: (operation: string, input: object) => Promise<Readonly<Record<string, unknown>>>;
  readonly close: () => Promise<void>;
}

// Engines ask for a signature and do not verify it.
const signed = {
  "content-type": "application/x-amz-json-1.0",
  "x-amz-date": "20260101T000000Z",
  authorization:
    "AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=00",
};
const passedOn = ["content-type", "x-amz-crc32", "x-amzn-requestid"] as const;

export function engineClient(url: string, connections = 32): EngineClient {
  const pool = new Pool(url, { connections, keepAliveTimeout: 20_000 });
  const send = async (target: string, body: string | Buffer): Promise<EngineReply> => {
    const headers = { ...signed, "x-amz-target": target };
    const reply = await pool.request({ path: "/", method: "POST", headers, body });
    return {
      status: reply.statusCode,
      headers: Object.fromEntries(passedOn.flatMap((name) => headerOf(reply.headers[name], name))),
      body: Buffer.from(await reply.body.arrayBuffer()),
    };
  };
  return {
    send,
    call: async (operation, input) => {
      const { status, body } = await send(targetOf(operation), JSON.stringify(input));
      const output = fields(JSON.parse(body.toString("utf8")));
      if (status >= 300) throw refusalOf(output, status);
      return output;
    },
    close: () => pool.close(),
  };
}

const headerOf = (value: string | string[] | undefined, name: string) =>
  typeof value === "string" ? [[name, value] as const] : [];

const targetOf = (operation: string) =>
  operation.startsWith("DynamoDBStreams.")
    ? operation.replace("DynamoDBStreams.", "DynamoDBStreams_20120810.")
    : `DynamoDB_20120810.${operation}`;

function refusalOf(output: Readonly<Record<string, unknown>>, status: number): AwsError {
  const code = text(output["__type"])?.split("#").at(-1) ?? "UnknownError";
  return new AwsError(code, text(output["message"]) ?? text(output["Message"]) ?? code, status);
}
