import { fields, list, text } from "#local/engine/json.ts";

type Fields = Readonly<Record<string, unknown>>;

/** One thing that a call does to one table, as IAM sees it. */
export interface Access {
  /** As in `PutItem`; the parts of a transaction are judged one by one. */
  readonly action: string;
  /** Name or ARN; `*` for calls about no table in particular. */
  readonly table: string;
  readonly index?: string | undefined;
  /** Items or keys that it touches: maps with at least the key attributes. */
  readonly items: readonly Fields[];
  /** A Query's input, whose key condition holds the partition key. */
  readonly query?: Fields;
  /** The transaction around it. */
  readonly enclosing?: string;
}

type Reader = (input: Fields, action: string) => readonly Access[];

const tableOf = (input: Fields): string => text(input["TableName"]) ?? text(input["ResourceArn"]) ?? "*";

const item =
  (member: "Key" | "Item"): Reader =>
  (input, action) => [{ action, table: tableOf(input), items: [fields(input[member])] }];

const tablesOf = (input: Fields) => Object.entries(fields(input["RequestItems"]));

const batchGet: Reader = (input, action) =>
  tablesOf(input).map(([table, of]) => ({ action, table, items: list(fields(of)["Keys"]).map(fields) }));

const batchWrite: Reader = (input, action) =>
  tablesOf(input).map(([table, of]) => ({ action, table, items: list(of).map(writtenBy) }));

function writtenBy(request: unknown): Fields {
  const { PutRequest, DeleteRequest } = fields(request);
  return PutRequest ? fields(fields(PutRequest)["Item"]) : fields(fields(DeleteRequest)["Key"]);
}

const parts: Readonly<Record<string, Reader>> = {
  Get: (input) => item("Key")(input, "GetItem"),
  Put: (input) => item("Item")(input, "PutItem"),
  Update: (input) => item("Key")(input, "UpdateItem"),
  Delete: (input) => item("Key")(input, "DeleteItem"),
  ConditionCheck: (input) => item("Key")(input, "ConditionCheckItem"),
};

const transaction: Reader = (input, enclosing) =>
  list(input["TransactItems"])
    .flatMap((part) => Object.entries(fields(part)))
    .flatMap(([kind, part]) => parts[kind]?.(fields(part), "") ?? [])
    .map((access) => ({ ...access, enclosing }));

const query: Reader = (input, action) => [
  { action, table: tableOf(input), index: text(input["IndexName"]), items: [], query: input },
];
const scan: Reader = (input, action) => [
  { action, table: tableOf(input), index: text(input["IndexName"]), items: [] },
];

const statements: Reader = (input) =>
  [input, ...list(input["Statements"]), ...list(input["TransactStatements"])]
    .flatMap((each) => text(fields(each)["Statement"]) ?? [])
    .map(partiQl);

/** PartiQL is judged by its verb and its table alone, so policies that look at leading keys refuse it. */
function partiQl(statement: string): Access {
  const [, verb = "select"] = /^\s*(\w+)/.exec(statement) ?? [];
  const [, table = "*", index] =
    /(?:from|into|update)\s+"?([\w.-]+)"?(?:\."?([\w.-]+)"?)?/i.exec(statement) ?? [];
  const action = `PartiQL${verb.charAt(0).toUpperCase()}${verb.slice(1).toLowerCase()}`;
  return { action, table, index, items: [] };
}

const readers: Readonly<Record<string, Reader>> = {
  GetItem: item("Key"),
  PutItem: item("Item"),
  UpdateItem: item("Key"),
  DeleteItem: item("Key"),
  BatchGetItem: batchGet,
  BatchWriteItem: batchWrite,
  TransactGetItems: transaction,
  TransactWriteItems: transaction,
  Query: query,
  Scan: scan,
  ExecuteStatement: statements,
  BatchExecuteStatement: statements,
  ExecuteTransaction: statements,
};

/** What a call does, table by table and, within a transaction, item by item. */
export const accessesOf: Reader = (input, operation) =>
  readers[operation]?.(input, operation) ?? [{ action: operation, table: tableOf(input), items: [] }];
