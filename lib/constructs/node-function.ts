import { Duration } from "aws-cdk-lib";
import { type IManagedPolicy, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Architecture,
  CfnFunction,
  Function as LambdaFunction,
  LoggingFormat,
  type RecursiveLoop,
  Runtime,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { CodeSource } from "#lib/code-source.ts";

/** The part of a function's environment that its template states; undefined variables are left out. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface NodeFunctionProps<Env extends Environment> {
  /** `<context>/<name>` of `functions/<context>/<name>.lambda.ts`. */
  readonly bundle: `${string}/${string}`;
  readonly code: CodeSource;
  /** Exactly what the function's `env.ts` demands; anything less does not compile. */
  readonly environment: Env;
  /** The policy by which functions may report traces. */
  readonly tracing: IManagedPolicy;
  /** In MB; Lambda gives CPU in proportion. Default 512. */
  readonly memorySize?: number;
  /** Default 10 seconds. */
  readonly timeout?: Duration;
  /** Set to allow for a function that feeds its own queue; it must then count its hops itself. */
  readonly recursiveLoop?: RecursiveLoop;
}

/** The house Lambda: Node 24, ARM, its own role with no right but to log and trace, its own log group. */
export function nodeFunction<Env extends Environment>(
  scope: Construct,
  id: string,
  props: NodeFunctionProps<Env>,
): LambdaFunction {
  const logGroup = new LogGroup(scope, `${id}Logs`, { retention: RetentionDays.THREE_MONTHS });
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    managedPolicies: [props.tracing],
  });
  logGroup.grantWrite(role);
  const fn = new LambdaFunction(scope, id, {
    code: props.code(props.bundle),
    handler: "index.handler",
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    memorySize: props.memorySize ?? 512,
    timeout: props.timeout ?? Duration.seconds(10),
    environment: { NODE_OPTIONS: "--enable-source-maps", ...stated(props.environment) },
    ...(props.recursiveLoop && { recursiveLoop: props.recursiveLoop }),
  });
  traceThrough(fn);
  return fn;
}

const stated = (environment: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

// Asking for `Tracing.ACTIVE` would write the same wildcard statement into the policy of every function.
function traceThrough(fn: LambdaFunction): void {
  if (fn.node.defaultChild instanceof CfnFunction) fn.node.defaultChild.tracingConfig = { mode: "Active" };
}
