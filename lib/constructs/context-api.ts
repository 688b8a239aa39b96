import { Duration } from "aws-cdk-lib";
import { HttpMethod, HttpRoute, HttpRouteKey } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { StampEnv } from "#functions/kernel/env.ts";
import { gateAccess } from "#lib/access/statements.ts";
import { acknowledge } from "#lib/constructs/acknowledge.ts";
import { type OwnEnv, tenantFunction } from "#lib/constructs/stamp-function.ts";
import type { Ground } from "#lib/ground.ts";

export interface ContextApiProps<Env> {
  readonly ground: Ground;
  /** The folder under `functions/`. */
  readonly context: string;
  /** Paths as the gateway knows them, or `$default` for all that no other route takes. Default: `/v1/<context>` and below. */
  readonly paths?: readonly string[];
  readonly environment: OwnEnv<Env>;
  readonly memorySize?: number;
  /** Default: it serves any tenant. */
  readonly onlyTenant?: string;
}

/** A context's one HTTP function, its routes, and the rights that its gate needs. */
export function contextApi<Env extends StampEnv>(
  scope: Construct,
  props: ContextApiProps<Env>,
): LambdaFunction {
  const { ground, context, environment, memorySize = 1024, onlyTenant } = props;
  const fn = tenantFunction<Env>(scope, "Api", {
    ground,
    bundle: `${context}/api`,
    environment,
    memorySize,
    onlyTenant,
    // The gateway gives up after 30 seconds; the function is to say so itself.
    timeout: Duration.seconds(29),
  });
  for (const statement of gateAccess(ground.data.identity.table)) fn.addToRolePolicy(statement);
  openRoutes(scope, ground, fn, props.paths ?? tree(`/v1/${context}`));
  return fn;
}

/** A path and all below it: `{proxy+}` does not match its parent. */
export const tree = (path: `/${string}`): readonly string[] => [path, `${path}/{proxy+}`];

function openRoutes(scope: Construct, ground: Ground, fn: LambdaFunction, paths: readonly string[]): void {
  const integration = new HttpLambdaIntegration("Integration", fn, { scopePermissionToRoute: false });
  for (const path of paths) {
    const route = new HttpRoute(scope, `Route ${path.replaceAll("/", ".")}`, {
      httpApi: ground.http.api,
      integration,
      routeKey: path === "$default" ? HttpRouteKey.DEFAULT : HttpRouteKey.with(path, HttpMethod.ANY),
    });
    acknowledge(
      route,
      "APIG4",
      "The function authenticates: one hop and one cold start fewer than an authorizer.",
    );
  }
}
