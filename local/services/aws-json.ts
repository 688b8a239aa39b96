import * as z from "zod";
import { AwsError } from "#local/services/aws-error.ts";
import type { AwsReply, AwsRequest, Service } from "#local/services/service.ts";

/** One action of a service: takes the call's input members, answers its output members. */
export type Action = (input: unknown, request: AwsRequest) => unknown;
export type Actions = Readonly<Record<string, Action>>;

/** An action that first checks its input against a schema. */
export const action =
  <In>(input: z.core.$ZodType<In>, run: (input: In, request: AwsRequest) => unknown): Action =>
  (value, request) =>
    run(z.parse(input, value), request);

interface AwsJsonOptions {
  readonly version: "1.0" | "1.1";
  readonly actions: Actions;
  /** Error code as the awsQuery protocol named it, for services that once spoke it (SQS). */
  readonly queryCode?: (code: string) => string;
}

/** Speaks awsJson 1.0 or 1.1: the action stands in `X-Amz-Target`, members in a JSON body. */
export const awsJson =
  ({ version, actions, queryCode }: AwsJsonOptions): Service =>
  async (request) => {
    const headers = { "content-type": `application/x-amz-json-${version}` };
    const name = request.headers["x-amz-target"]?.split(".").at(-1) ?? "";
    try {
      const run = actions[name];
      if (!run) throw notImplemented(request.service, name);
      const output = await run(bodyOf(request), request);
      return { status: 200, headers, body: JSON.stringify(output ?? {}) };
    } catch (error) {
      const reply = errorReply(error, headers);
      return queryCode && error instanceof AwsError
        ? { ...reply, headers: { ...reply.headers, "x-amzn-query-error": `${queryCode(error.code)};Sender` } }
        : reply;
    }
  };

/** The loud answer to a call that the local cloud does not know. */
export const notImplemented = (service: string, name: string) =>
  new AwsError("NotImplemented", `The local cloud does not answer ${service}:${name || "(no action)"}`, 501);

/** The members of a JSON body; an empty body has none. */
export function bodyOf(request: AwsRequest): unknown {
  try {
    return request.body.length > 0 ? JSON.parse(request.body.toString("utf8")) : {};
  } catch {
    throw new AwsError("SerializationException", "The body is not JSON");
  }
}

/** A refusal in JSON; what is no refusal is thrown on, for the endpoint to report. */
export function errorReply(error: unknown, headers: Readonly<Record<string, string>>): AwsReply {
  const refusal =
    error instanceof z.core.$ZodError ? new AwsError("ValidationException", z.prettifyError(error)) : error;
  if (!(refusal instanceof AwsError)) throw error;
  const { code, message, status, details } = refusal;
  return {
    status,
    headers: { ...headers, "x-amzn-errortype": code },
    body: JSON.stringify({ __type: code, message, Message: message, ...details }),
  };
}
