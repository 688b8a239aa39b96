import type { Authorize } from "#local/services/authorize.ts";
import type { AwsReply, AwsRequest, Service } from "#local/services/service.ts";
import type { Outcome } from "./functions.ts";
import type { LambdaFunctions } from "./lambda-functions.ts";

const path = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

interface LambdaServiceSettings {
  readonly functions: LambdaFunctions;
  readonly authorize: Authorize;
  /** The ARN that a name means in a region. */
  readonly arnOf: (fn: string, region: string) => string;
  readonly onFault: (error: unknown) => void;
}

/** AWS Lambda's Invoke call. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const lambdaService =
  ({ functions, authorize, arnOf, onFault }: LambdaServiceSettings): Service =>
  async (request) => {
    const [, encoded] = path.exec(request.path) ?? [];
    if (encoded === undefined || request.method !== "POST")
      return refusal(
        501,
        "NotImplemented",
        `The local cloud's Lambda knows no ${request.method} ${request.path}`,
      );
    const fn = decodeURIComponent(encoded);
    const resource = arnOf(fn, request.region);
    if (!authorize({ accessKeyId: request.accessKeyId, action: "lambda:InvokeFunction", resource }))
      return refusal(
        403,
        "AccessDeniedException",
        `User is not authorized to perform: lambda:InvokeFunction on resource: ${resource}`,
      );
    if (!functions.has(fn))
      return refusal(404, "ResourceNotFoundException", `Function not found: ${resource}`);
    return invoke(functions, fn, request, onFault);
  };

async function invoke(
  functions: LambdaFunctions,
  fn: string,
  { headers, body }: AwsRequest,
  onFault: (error: unknown) => void,
): Promise<AwsReply> {
  const event: unknown = body.length === 0 ? {} : parsed(body);
  if (event === undefined)
    return refusal(400, "InvalidRequestContentException", "Could not parse request body into json");
  const type = headers["x-amz-invocation-type"] ?? "RequestResponse";
  if (type === "DryRun") return { status: 204, headers: {}, body: "" };
  const outcome = functions.invoke(fn, event);
  if (type !== "Event") return replyOf(await outcome);
  outcome.catch(onFault);
  return { status: 202, headers: {}, body: "" };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

function replyOf(outcome: Outcome): AwsReply {
  const headers = { "content-type": "application/json", "x-amz-executed-version": "$LATEST" };
  if (outcome.ok) return { status: 200, headers, body: JSON.stringify(outcome.payload) };
  const { errorType, errorMessage, trace } = outcome;
  return {
    status: 200,
    headers: { ...headers, "x-amz-function-error": "Unhandled" },
    body: JSON.stringify({ errorType, errorMessage, trace }),
  };
}

const refusal = (status: number, code: string, Message: string): AwsReply => ({
  status,
  headers: { "content-type": "application/json", "x-amzn-errortype": code },
  body: JSON.stringify({ Type: "User", Message }),
});
