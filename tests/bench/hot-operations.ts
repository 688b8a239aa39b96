/** A request as a measurement makes it. */
export interface Call {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: object;
}

export interface Answer {
  readonly status: number;
  // What a measurement reads of a body is an id.
  readonly body: { readonly id?: string };
}

/** Makes a request; rejects unless it succeeds. */
export type Send = (call: Call) => Promise<Answer>;

/** One of the operations that are asked for all day. */
export interface HotOperation {
  readonly name: string;
  readonly context: "people" | "time" | "docs";
  readonly kind: "write" | "read" | "none";
  readonly ask: (send: Send, turn: number) => Promise<unknown>;
}

/**
 * The hot operations in the order of a life: hired, come, gone, looked up. Each turn is another employee, so a turn can
 * be taken of an operation once it has been taken of those before.
 */
export function hotOperations(): readonly HotOperation[] {
  const employees: string[] = [];
  const month = new Date().toISOString().slice(0, 7);
  const press = (key: string) => (send: Send, turn: number) =>
    send({ method: "POST", path: `/v1/time/${key}`, body: { employeeId: employees[turn] } });
  const look = (path: (id: string) => string) => (send: Send, turn: number) =>
    send({ method: "GET", path: path(employees[turn] ?? "") });
  const hire = async (send: Send, turn: number) => {
    const body = { name: `Employee ${turn}`, externalId: `E-${turn}`, hireDate: "2020-01-01" };
    const { id } = (await send({ method: "POST", path: "/v1/people/employees", body })).body;
    employees[turn] = id ?? "";
  };
  return [
    { name: "createEmployee", context: "people", kind: "write", ask: hire },
    { name: "clockIn", context: "time", kind: "write", ask: press("clock-in") },
    { name: "clockOut", context: "time", kind: "write", ask: press("clock-out") },
    {
      name: "readEmployee",
      context: "people",
      kind: "read",
      ask: look((id) => `/v1/people/employees/${id}`),
    },
    {
      name: "listPunches",
      context: "time",
      kind: "read",
      ask: look((id) => `/v1/time/punches?employeeId=${id}`),
    },
    {
      name: "readMonth",
      context: "time",
      kind: "read",
      ask: look((id) => `/v1/time/employees/${id}/months/${month}`),
    },
    { name: "readHealth", context: "docs", kind: "none", ask: look(() => "/v1/health") },
  ];
}
