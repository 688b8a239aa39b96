import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import { tenantPrefix } from "#functions/kernel/dynamodb/keys.ts";
import type { Refusal } from "#functions/kernel/errors/app-error.ts";
import { type ImportJob, importJob, rowError } from "#functions/kernel/jobs/job.ts";
import type { ErrorPosition, ErrorSlice, JobStore } from "#functions/kernel/jobs/job-store.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

const conflict = (code: string, message: string): Refusal => ({ kind: "conflict", code, message });
const overtaken = conflict("jobs.overtaken", "The job has changed meanwhile");
const notRunning = conflict("jobs.not-running", "The job is over");

interface JobKey {
  readonly tenantId: string;
  readonly id: string;
}

const partition = ({ tenantId, id }: JobKey) => `${tenantPrefix(tenantId)}kernel.job#${id}`;
const pageKey = (kind: "errors" | "undo", step: number) => `${kind}#${String(step).padStart(8, "0")}`;

const errorPage = z.object({ step: z.int(), errors: z.array(rowError) });
const pagesAtOnce = 20;
const undoPage = z.object({ step: z.int(), undo: z.string() });

/** Jobs in the tenant table: one item each, and beside it pages of errors and of notes for undoing. */
export function dynamoJobs(documents: DynamoDBDocumentClient, table: string, clock: Clock): JobStore {
  const TableName = table;
  const page = (job: ImportJob, sk: string, content: object) =>
    changeOf({ Put: { TableName, Item: { pk: partition(job), sk, ...content, expiresAt: job.expiresAt } } });
  const replace = (before: ImportJob, after: ImportJob) => ({
    TableName,
    Item: { pk: partition(after), sk: "job", ...after },
    ConditionExpression: `version = :version${before.cancelRequested ? "" : " AND attribute_not_exists(cancelRequested)"}`,
    ExpressionAttributeValues: { ":version": before.version },
  });
  return {
    find: async (tenantId, id) => {
      const Key = { pk: partition({ tenantId, id }), sk: "job" };
      const { Item } = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
      const job = Item && importJob.parse(Item);
      return job && job.expiresAt * 1000 > clock().getTime() ? job : undefined;
    },
    add: (job) =>
      changeOf(
        {
          Put: {
            TableName,
            Item: { pk: partition(job), sk: "job", ...job },
            ConditionExpression: "attribute_not_exists(pk)",
          },
        },
        overtaken,
      ),
    change: (before, after) => changeOf({ Put: replace(before, after) }, overtaken),
    save: async (before, after) => succeeds(() => documents.send(new PutCommand(replace(before, after)))),
    requestCancel: (job) => changeOf({ Update: cancelling(TableName, job) }, notRunning),
    addErrors: (job, step, errors) => page(job, pageKey("errors", step), { step, errors }),
    errors: (job, limit, from) => errorsOf(documents, TableName, job, { limit, from }),
    addUndo: (job, { step, undo }) => page(job, pageKey("undo", step), { step, undo: JSON.stringify(undo) }),
    dropUndo: (job, step) =>
      changeOf({ Delete: { TableName, Key: { pk: partition(job), sk: pageKey("undo", step) } } }),
    lastUndo: async (job) => {
      const query = pagesOf(TableName, job, "undo#");
      const { Items = [] } = await documents.send(
        new QueryCommand({ ...query, ScanIndexForward: false, Limit: 1 }),
      );
      const [last] = z.array(undoPage).parse(Items);
      return last && { step: last.step, undo: JSON.parse(last.undo) };
    },
  };
}

const cancelling = (TableName: string, job: ImportJob) => ({
  TableName,
  Key: { pk: partition(job), sk: "job" },
  UpdateExpression: "SET cancelRequested = :yes",
  ConditionExpression: "#status IN (:queued, :running)",
  ExpressionAttributeNames: { "#status": "status" },
  ExpressionAttributeValues: { ":yes": true, ":queued": "queued", ":running": "running" },
});

const pagesOf = (TableName: string, job: ImportJob, kind: string) => ({
  TableName,
  KeyConditionExpression: "pk = :pk AND begins_with(sk, :kind)",
  ExpressionAttributeValues: { ":pk": partition(job), ":kind": kind },
  ConsistentRead: true,
});

interface Slice {
  readonly limit: number;
  readonly from: ErrorPosition;
}

/** Fills one answer from as many pages as one query gives. */
async function errorsOf(
  documents: DynamoDBDocumentClient,
  TableName: string,
  job: ImportJob,
  { limit, from }: Slice,
): Promise<ErrorSlice> {
  const query = {
    TableName,
    KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :end",
    ExpressionAttributeValues: {
      ":pk": partition(job),
      ":from": pageKey("errors", from.step),
      ":end": "errors$",
    },
    ConsistentRead: true,
    Limit: pagesAtOnce,
  };
  const { Items = [], LastEvaluatedKey } = await documents.send(new QueryCommand(query));
  const pages = z.array(errorPage).parse(Items);
  const found = pages
    .flatMap(({ step, errors }) => errors.map((error, place) => ({ error, step, place })))
    .filter(({ step, place }) => step > from.step || place >= from.place);
  const items = found.slice(0, limit).map(({ error }) => error);
  const next = found[limit] ?? (LastEvaluatedKey && { step: (pages.at(-1)?.step ?? 0) + 1, place: 0 });
  return next ? { items, next: { step: next.step, place: next.place } } : { items };
}

async function succeeds(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
