import { AssumeRoleCommand, type STSClient } from "@aws-sdk/client-sts";
import { LRUCache } from "lru-cache";
import type { Clock } from "#functions/kernel/time/clock.ts";

/** Temporary credentials that IAM confines to one tenant. */
export interface TenantCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

const sessionSeconds = 3600;
// Renewed after 50 to 55 minutes, spread so that environments started together do not ask STS together.
const renewAfterSeconds = 3000;
const jitterSeconds = 300;
const tenantsAtOnce = 500;

type Provider = () => Promise<TenantCredentials>;

/**
 * Asks STS for the tenant role, tagged with one tenant. Returns a tenant's provider, the same for all of its clients: it
 * keeps the credentials until they are due, and shares one request among callers who come at the same time.
 */
export const tenantCredentials = (
  sts: STSClient,
  roleArn: string,
  { clock, random }: { readonly clock: Clock; readonly random: () => number },
) => {
  const assume = async (tenantId: string): Promise<TenantCredentials> => {
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: tenantId,
        DurationSeconds: sessionSeconds,
        Tags: [{ Key: "tenant", Value: tenantId }],
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new Error("STS gave no credentials");
    const lifeSeconds = renewAfterSeconds + random() * jitterSeconds;
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: new Date(clock().getTime() + lifeSeconds * 1000),
    };
  };

  const providerOf = (tenantId: string): Provider => {
    let current: Promise<TenantCredentials> | undefined;
    let due = 0;
    return () => {
      if (current && clock().getTime() < due) return current;
      due = Number.POSITIVE_INFINITY;
      const asked = assume(tenantId);
      current = asked;
      asked.then(
        ({ expiration }) => {
          due = expiration.getTime();
        },
        () => {
          current = undefined;
        },
      );
      return asked;
    };
  };

  const providers = new LRUCache<string, Provider>({ max: tenantsAtOnce });
  return (tenantId: string): Provider => {
    const known = providers.get(tenantId);
    if (known) return known;
    const made = providerOf(tenantId);
    providers.set(tenantId, made);
    return made;
  };
};
