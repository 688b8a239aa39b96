/** One resource of a synthesised template, with every intrinsic resolved and its physical name chosen. */
export interface Resource {
  /** CloudFormation type, as in `AWS::SQS::Queue`. */
  readonly type: string;
  readonly stack: string;
  readonly logicalId: string;
  /** The name the template gives, else `<stackName>-<logicalId>`. */
  readonly name: string;
  readonly arn: string;
  /** The resolved `Properties`, in CloudFormation's own shape. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** The construct's path in the CDK tree, as in `Tenure-Pool/People/Api/Resource`. */
  readonly path?: string;
  /** The folder of the asset that a function's code comes from. */
  readonly assetPath?: string;
}

/** A part of the local cloud that brings resources of some types to life. */
export interface Provider {
  readonly types: readonly string[];
  /** Makes the resource, or brings one that is kept from an earlier run up to date. Called once per start. */
  readonly define: (resource: Resource) => Promise<void> | void;
}
