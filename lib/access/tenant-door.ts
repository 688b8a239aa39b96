import { AccountRootPrincipal, type IRole, ManagedPolicy, PolicyStatement, Role } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { itemAccess, itemReading, leadingKeys, type Queryable } from "#lib/access/statements.ts";
import { acknowledgeWildcard } from "#lib/constructs/acknowledge.ts";

export interface TenantDoorProps {
  readonly kind: "pool" | "private";
  readonly data: Queryable;
  readonly files: IBucket;
  /** Wraps the tenants' data keys. */
  readonly stampKey: IKey;
}

/**
 * The only way to a tenant's data. In a pool it is a role that a function assumes with a session tag, and that sees that
 * tenant's items, files and key alone. A private stamp's one tenant needs no such turn: its functions hold the rights.
 */
export class TenantDoor extends Construct {
  /** The role to assume with the session tag `tenant`; none in a private stamp. */
  readonly roleArn: string | undefined;
  /** Lets a function through: to any tenant, or to the one given. */
  readonly admit: (role: IRole, onlyTenant?: string) => void;

  constructor(scope: Construct, id: string, props: TenantDoorProps) {
    super(scope, id);
    if (props.kind === "pool") {
      const role = this.#assumable(tenantStatements(props, sessionTenant));
      this.#acknowledgeFolders(role, props.files, sessionTenant);
      this.roleArn = role.roleArn;
      this.admit = (admitted, onlyTenant) => admitted.addToPrincipalPolicy(mayAssume(role, onlyTenant));
    } else {
      const policy = new ManagedPolicy(this, "Policy", { statements: tenantStatements(props, anyTenant) });
      this.#acknowledgeFolders(policy, props.files, anyTenant);
      this.admit = (admitted, onlyTenant) => {
        if (onlyTenant === undefined) admitted.addManagedPolicy(policy);
        else admitted.addToPrincipalPolicy(itemReading(props.data, `T#${onlyTenant}#*`));
      };
    }
  }

  #assumable(statements: readonly PolicyStatement[]): Role {
    // A trust policy that listed the functions would outgrow its size limit; they are admitted by their own policies.
    const role = new Role(this, "Role", {
      assumedBy: new AccountRootPrincipal()
        .withConditions({ StringLike: { "aws:RequestTag/tenant": anyTenant } })
        .withSessionTags(),
    });
    for (const statement of statements) role.addToPolicy(statement);
    return role;
  }

  #acknowledgeFolders(holder: Construct, files: IBucket, tenant: string): void {
    acknowledgeWildcard(
      holder,
      folder(files, tenant),
      "Files are named at run time, within the tenant's folder.",
    );
  }
}

const sessionTenant = `\${aws:PrincipalTag/tenant}`;
// As long as an id is: the beginning of one would stand for all that begin so.
const anyTenant = `tnt_${"?".repeat(26)}`;

const folder = (files: IBucket, tenant: string) => files.arnForObjects(`T/${tenant}/*`);

const mayAssume = (role: IRole, onlyTenant?: string) =>
  new PolicyStatement({
    actions: ["sts:AssumeRole", "sts:TagSession"],
    resources: [role.roleArn],
    ...(onlyTenant && { conditions: { StringEquals: { "aws:RequestTag/tenant": onlyTenant } } }),
  });

const tenantStatements = ({ data, files, stampKey }: TenantDoorProps, tenant: string) => [
  itemAccess(data, leadingKeys(`T#${tenant}#*`)),
  new PolicyStatement({
    actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
    resources: [folder(files, tenant)],
  }),
  new PolicyStatement({
    actions: ["kms:GenerateDataKey", "kms:Decrypt"],
    resources: [stampKey.keyArn],
    conditions: { StringLike: { "kms:EncryptionContext:tenant": tenant } },
  }),
];
