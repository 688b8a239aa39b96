import type { Engine } from "#local/engine/engine.ts";
import { fields } from "#local/engine/json.ts";
import type { Iam } from "#local/iam/iam.ts";
import { AwsError } from "#local/services/aws-error.ts";
import { bodyOf, errorReply } from "#local/services/aws-json.ts";
import { accessesOf } from "#local/services/dynamodb-access.ts";
import { openConflicts } from "#local/services/dynamodb-conflicts.ts";
import { conditionKeys, resourceOf, type Touch, touchOf } from "#local/services/dynamodb-facts.ts";
import type { Tables } from "#local/services/dynamodb-tables.ts";
import type { AwsRequest, Service } from "#local/services/service.ts";

interface DoorOptions {
  readonly engine: Engine;
  readonly iam: Iam;
  readonly tables: Tables;
  /** Whether rivals on one item cancel each other, as on AWS. */
  readonly conflicts?: boolean;
  /** Told of each table that a call has written to. */
  readonly onWrite?: (table: string) => void;
}

const writes = new Set([
  "PutItem",
  "UpdateItem",
  "DeleteItem",
  "BatchWriteItem",
  "TransactWriteItems",
  "ExecuteStatement",
  "BatchExecuteStatement",
  "ExecuteTransaction",
]);

/** DynamoDB behind a door that asks the caller's policies, as IAM would, and passes on unchanged what they allow. */
export function dynamoDb(options: DoorOptions): Service {
  const { engine, tables, conflicts = false, onWrite } = options;
  const rivals = conflicts ? openConflicts() : undefined;
  const pass = async (request: AwsRequest) => {
    const target = request.headers["x-amz-target"] ?? "";
    const [prefix, operation = ""] = target.split(".");
    if (prefix !== "DynamoDB_20120810")
      throw new AwsError("UnknownOperationException", `The local cloud does not answer "${target}"`);
    const touches = await allowed(options, request, operation);
    const leave = rivals?.enter(
      operation,
      touches.flatMap(({ keys }) => keys),
    );
    const reply = await engine.send(target, request.body).finally(leave);
    if (operation.endsWith("Table")) tables.forget();
    if (writes.has(operation)) for (const table of new Set(touches.map(({ name }) => name))) onWrite?.(table);
    return reply;
  };
  const headers = { "content-type": "application/x-amz-json-1.0" };
  return (request) => pass(request).catch((error: unknown) => errorReply(error, headers));
}

/** What the call touches. @throws AwsError when its signer may not do all of it */
async function allowed(
  { iam, tables }: DoorOptions,
  request: AwsRequest,
  operation: string,
): Promise<Touch[]> {
  const principal = iam.authenticate(request);
  const input = fields(bodyOf(request));
  const touches = await Promise.all(accessesOf(input, operation).map((access) => touchOf(tables, access)));
  for (const touch of touches)
    iam.permit(principal, {
      action: `dynamodb:${touch.action}`,
      resource: resourceOf(touch, request.region, principal.account),
      context: conditionKeys(touch, input, request.region),
    });
  return touches;
}
