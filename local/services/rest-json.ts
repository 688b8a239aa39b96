import { type Actions, bodyOf, errorReply, notImplemented } from "#local/services/aws-json.ts";
import type { AwsRequest, Service } from "#local/services/service.ts";

/**
 * Speaks restJson1: actions by `"<METHOD> <path>"`, where `{Name}` in the path is a member of the input. Further
 * members come from the query and from a JSON body.
 */
export function restJson(actions: Actions): Service {
  const routes = Object.entries(actions).map(([template, run]) => ({ pattern: patternOf(template), run }));
  return async (request) => {
    const headers = { "content-type": "application/json" };
    const subject = `${request.method} ${request.path.replace(/(.)\/$/, "$1")}`;
    try {
      for (const { pattern, run } of routes) {
        const groups = pattern.exec(subject);
        if (!groups) continue;
        const output = await run(inputOf(request, groups.groups ?? {}), request);
        return { status: 200, headers, body: JSON.stringify(output ?? {}) };
      }
      throw notImplemented(request.service, subject);
    } catch (error) {
      return errorReply(error, headers);
    }
  };
}

const patternOf = (template: string): RegExp =>
  new RegExp(`^${template.replaceAll(".", "\\.").replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`);

function inputOf(request: AwsRequest, groups: Readonly<Record<string, string>>): object {
  const named = Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]);
  const body = bodyOf(request);
  return {
    ...(typeof body === "object" ? body : {}),
    ...Object.fromEntries(request.query),
    ...Object.fromEntries(named),
  };
}
