import { takesQuery, takesVersion } from "#functions/kernel/http/input.ts";
import type { AnyRoute, HttpReply } from "#functions/kernel/http/route.ts";
import { type KernelProblem, kernelProblems } from "./kernel-problems.ts";
import { bodySchema, type JsonObject, jsonSchemaOf, propertiesOf } from "./schemas.ts";

const reference = (path: string) => ({ $ref: `#/components/${path}` });

/** What a route answers: when all goes well, and each problem that it may answer with by its status. */
export function responsesOf(route: AnyRoute): JsonObject {
  return { [route.status]: successOf(route), ...problemsOf(route) };
}

function successOf(route: AnyRoute): JsonObject {
  const { operation, versioned, unlimited } = route;
  const headers = {
    "x-request-id": reference("headers/RequestId"),
    ...(versioned && { etag: reference("headers/ETag") }),
    ...(!unlimited && {
      ratelimit: reference("headers/RateLimit"),
      "ratelimit-policy": reference("headers/RateLimitPolicy"),
    }),
  };
  const description = operation.summary;
  // The example is an output of this very operation.
  const reply: HttpReply = route.reply?.(operation.example.output as never) ?? {
    body: operation.example.output,
  };
  if (route.status === 204 || reply.body === undefined) return { description, headers };
  const type = reply.headers?.["content-type"] ?? "application/json";
  const isJson = type.includes("json");
  const schema = isJson
    ? bodySchema(jsonSchemaOf(operation.output, "output"), operation.example.output, reply.body)
    : { type: "string" };
  return {
    description,
    headers,
    content: { [type]: { schema, ...(isJson && { example: reply.body }) } },
  };
}

const applies: Readonly<Record<KernelProblem["when"], (route: AnyRoute) => boolean>> = {
  always: () => true,
  "signed-in": ({ operation }) => operation.permission !== "public",
  body: (route) => !takesQuery(route) && !route.receive,
  query: (route) => takesQuery(route) && !route.receive,
  write: ({ method }) => method !== "GET",
  versioned: takesVersion,
  list: ({ operation }) => propertiesOf(jsonSchemaOf(operation.input, "input"))["cursor"] !== undefined,
};

// No caller of an existing operation gets these two.
const routing = new Set(["request.no-such-path", "request.method-not-allowed"]);

function problemsOf(route: AnyRoute): JsonObject {
  const statuses = kernelProblems.filter((problem) => isPossible(problem, route)).map(({ status }) => status);
  const { problems } = route.operation;
  return {
    ...Object.fromEntries(statuses.map((status) => [status, reference(`responses/${status}`)])),
    ...(problems.length > 0 && { "4XX": problemResponse("The operation refuses.", problems) }),
  };
}

const isPossible = ({ code, when }: KernelProblem, route: AnyRoute): boolean =>
  !routing.has(code) && applies[when](route) && !(route.unlimited && code === "request.too-many");

/** What the kernel answers by its own codes, by status; operations refer to these. */
export const kernelResponses: JsonObject = Object.fromEntries(
  [...Map.groupBy(kernelProblems, ({ status }) => status)].map(([status, problems]) => [
    status,
    problemResponse(
      problems.map(({ code, meaning }) => `\`${code}\`: ${meaning}`).join("\n"),
      problems.map(({ code }) => code),
    ),
  ]),
);

function problemResponse(description: string, codes: readonly string[]): JsonObject {
  const code = { properties: { code: { enum: [...codes] } } };
  return {
    description,
    content: { "application/problem+json": { schema: { allOf: [reference("schemas/Problem"), code] } } },
  };
}
