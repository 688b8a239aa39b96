import {
  type Attribute,
  AttributeType,
  Billing,
  type GlobalSecondaryIndexPropsV2,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from "aws-cdk-lib/aws-dynamodb";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";

export interface HouseTableProps {
  readonly encryptionKey: IKey;
  readonly indexes: readonly GlobalSecondaryIndexPropsV2[];
  /** Publishes the new image of every written item. Default false. */
  readonly stream?: boolean;
}

/** A table by `pk` and `sk`: on demand, under our own key, restorable to any second of 35 days, guarded against deletion. */
export const houseTable = (scope: Construct, id: string, props: HouseTableProps): TableV2 =>
  new TableV2(scope, id, {
    partitionKey: text("pk"),
    sortKey: text("sk"),
    globalSecondaryIndexes: [...props.indexes],
    billing: Billing.onDemand(),
    encryption: TableEncryptionV2.customerManagedKey(props.encryptionKey),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    timeToLiveAttribute: "expiresAt",
    ...(props.stream && { dynamoStream: StreamViewType.NEW_IMAGE }),
  });

/** An index by `<name>pk` and `<name>sk`. */
export const index = (
  indexName: string,
  projectionType: ProjectionType = ProjectionType.ALL,
): GlobalSecondaryIndexPropsV2 => ({
  indexName,
  partitionKey: text(`${indexName}pk`),
  sortKey: text(`${indexName}sk`),
  projectionType,
});

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING });
