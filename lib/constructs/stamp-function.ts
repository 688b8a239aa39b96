import type { Duration } from "aws-cdk-lib";
import type { Function as LambdaFunction, RecursiveLoop } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { StampEnv } from "#functions/kernel/env.ts";
import { nodeFunction } from "#lib/constructs/node-function.ts";
import type { Ground } from "#lib/ground.ts";

/** What every function of a stamp is told. */
type GivenEnv = StampEnv & { readonly PUBLIC_LIMIT_PER_MINUTE: string };

/** What a context's `env.ts` asks for beyond that, and beyond what Lambda itself tells. */
export type OwnEnv<Env> = {
  readonly [Name in keyof Omit<Env, keyof GivenEnv | `AWS_${string}`>]: string;
};

export interface StampFunctionProps<Env> {
  readonly ground: Ground;
  readonly bundle: `${string}/${string}`;
  readonly environment: OwnEnv<Env>;
  readonly memorySize?: number;
  readonly timeout?: Duration;
  readonly recursiveLoop?: RecursiveLoop;
}

/** A function that knows its stamp and has no right in it yet. */
export function stampFunction<Env extends StampEnv>(
  scope: Construct,
  id: string,
  { ground, environment, ...props }: StampFunctionProps<Env>,
): LambdaFunction {
  return nodeFunction(scope, id, {
    ...props,
    code: ground.code,
    tracing: ground.data.tracing,
    environment: { ...stampEnvironment(ground), ...environment },
  });
}

/** A function that works on tenants' data, or the one tenant's, through the tenant door and no other way. */
export function tenantFunction<Env extends StampEnv>(
  scope: Construct,
  id: string,
  { onlyTenant, ...props }: StampFunctionProps<Env> & { readonly onlyTenant?: string | undefined },
): LambdaFunction {
  const fn = stampFunction<Env>(scope, id, props);
  if (fn.role) props.ground.data.door.admit(fn.role, onlyTenant);
  return fn;
}

const stampEnvironment = ({ stamp, data, keys, http }: Ground) =>
  ({
    STAMP: stamp.name,
    STAMP_KIND: stamp.kind,
    TENANT_TABLE: data.tenantTable.tableName,
    TENANT_ROLE_ARN: data.door.roleArn,
    IDENTITY_TABLE: data.identity.table.tableName,
    FILES_BUCKET: data.files.bucketName,
    STAMP_KEY_ARN: keys.stampKey.keyArn,
    PUBLIC_URL: http.publicUrl,
    CORS_ORIGINS: stamp.settings.origins.join(",") || undefined,
    PUBLIC_LIMIT_PER_MINUTE: String(stamp.settings.publicLimitPerMinute),
  }) satisfies GivenEnv;
