import { AwsError } from "#local/services/aws-error.ts";

/** What IAM decides by: who asks, for what, on which resource, under which condition keys. */
interface AccessFacts {
  /** `undefined` for an anonymous call. */
  readonly accessKeyId: string | undefined;
  /** As in `kms:Decrypt`. */
  readonly action: string;
  /** The resource's ARN. */
  readonly resource: string;
  /** Condition keys beyond those of the principal, as in `kms:EncryptionContext:tenant`. */
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

/** Whether the synthesised policies allow it. */
export type Authorize = (facts: AccessFacts) => boolean;

export const allowAll: Authorize = () => true;

/** Refuses with `AccessDeniedException` (S3: `AccessDenied`) what the policies do not allow. */
export function permit(authorize: Authorize, facts: AccessFacts, code = "AccessDeniedException"): void {
  if (authorize(facts)) return;
  const who = facts.accessKeyId ?? "anonymous";
  throw new AwsError(
    code,
    `User: ${who} is not authorized to perform: ${facts.action} on resource: ${facts.resource}`,
    code === "AccessDenied" ? 403 : 400,
  );
}
