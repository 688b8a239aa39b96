import { Stack, type StackProps } from "aws-cdk-lib";
import { AnyPrincipal, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Key, KeySpec, KeyUsage } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";

/** The keys of a stamp. They stand alone because what they lock must never outlive them. */
export class KeyStack extends Stack {
  /** Encrypts tables and buckets at rest. */
  readonly dataKey: Key;
  /** Wraps the tenants' data keys, under the encryption context `tenant`, and the keys that sign tokens, under `purpose`. */
  readonly stampKey: Key;
  /** Signs audit checkpoints (ECDSA on P-256). */
  readonly auditKey: Key;

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, { terminationProtection: true, ...props });
    this.dataKey = new Key(this, "DataKey", { enableKeyRotation: true, description: "Tenure: data at rest" });
    this.dataKey.addToResourcePolicy(this.#throughStorage());
    this.stampKey = new Key(this, "StampKey", {
      enableKeyRotation: true,
      description: "Tenure: wraps tenants' and signing keys",
    });
    this.auditKey = new Key(this, "AuditKey", {
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      description: "Tenure: signs audit checkpoints",
    });
  }

  /** As AWS's own keys do it: who may use the table or bucket may use the key, through that service only. */
  #throughStorage(): PolicyStatement {
    return new PolicyStatement({
      principals: [new AnyPrincipal()],
      actions: [
        "kms:Encrypt",
        "kms:Decrypt",
        "kms:ReEncrypt*",
        "kms:GenerateDataKey*",
        "kms:CreateGrant",
        "kms:DescribeKey",
      ],
      resources: ["*"],
      conditions: {
        StringEquals: {
          "kms:CallerAccount": this.account,
          "kms:ViaService": ["dynamodb", "s3"].map((service) => `${service}.${this.region}.amazonaws.com`),
        },
      },
    });
  }
}
