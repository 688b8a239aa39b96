import { AwsError } from "#local/services/aws-error.ts";
import type { Bucket, CorsRule } from "#local/services/s3/bucket.ts";

type Headers = Readonly<Record<string, string>>;

// One `*` stands for any characters.
const fits = (pattern: string, value: string): boolean => {
  const [start = "", end] = pattern.split("*");
  return end === undefined ? pattern === value : value.startsWith(start) && value.endsWith(end);
};

function ruleFor(
  bucket: Bucket,
  origin: string,
  method: string,
  headers: readonly string[],
): CorsRule | undefined {
  return bucket.cors.find(
    ({ AllowedOrigins, AllowedMethods, AllowedHeaders }) =>
      AllowedOrigins.some((pattern) => fits(pattern, origin)) &&
      AllowedMethods.includes(method) &&
      headers.every((header) => AllowedHeaders.some((pattern) => fits(pattern.toLowerCase(), header))),
  );
}

const answer = (rule: CorsRule, origin: string): Headers => ({
  "access-control-allow-origin": rule.AllowedOrigins.includes("*") ? "*" : origin,
  ...(!rule.AllowedOrigins.includes("*") && { "access-control-allow-credentials": "true" }),
  ...(rule.ExposedHeaders.length > 0 && { "access-control-expose-headers": rule.ExposedHeaders.join(", ") }),
  vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
});

/** What a browser may know of an answer to a request from another origin. */
export function corsHeaders(bucket: Bucket, method: string, { origin }: Headers): Headers {
  const rule = origin === undefined ? undefined : ruleFor(bucket, origin, method, []);
  return rule && origin !== undefined ? answer(rule, origin) : {};
}

/** The answer to a preflight request; refuses with `AccessForbidden` what no rule allows. */
export function preflight(bucket: Bucket, headers: Headers): Headers {
  const { origin = "", "access-control-request-method": method = "" } = headers;
  const wanted = (headers["access-control-request-headers"] ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean);
  const rule = ruleFor(bucket, origin, method, wanted);
  if (!rule) throw new AwsError("AccessForbidden", "CORSResponse: This CORS request is not allowed.", 403);
  return {
    ...answer(rule, origin),
    "access-control-allow-methods": rule.AllowedMethods.join(", "),
    ...(wanted.length > 0 && { "access-control-allow-headers": wanted.join(", ") }),
    ...(rule.MaxAge !== undefined && { "access-control-max-age": String(rule.MaxAge) }),
  };
}
