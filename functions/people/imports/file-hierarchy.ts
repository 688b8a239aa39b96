import { chainsAbove, isInCycle } from "#functions/people/domain/hierarchy.ts";
import { noteKey } from "#functions/people/imports/check-rows.ts";
import type { ImportDeps } from "#functions/people/imports/import-deps.ts";
import type { ImportNote } from "#functions/people/ports.ts";

/** Somebody in the hierarchy as the file wants it: by external id, or, of employees who have none, by their own id. */
type Node = `x:${string}` | `e:${string}`;

const byExternalId = (externalId: string): Node => `x:${externalId}`;
const byId = (id: string): Node => `e:${id}`;

export type ManagerFault = "unknown" | "cycle" | "refused";

interface Edge {
  readonly externalId: string;
  readonly managerExternalId: string;
}

/**
 * What is wrong with each row's manager, were the whole file applied; `undefined` where nothing is. The same for every
 * order of rows: later verdicts do not count, only what the rows say and what the tenant has.
 */
export async function managerFaults(
  deps: ImportDeps,
  tenantId: string,
  jobId: string,
  edges: readonly Edge[],
): Promise<readonly (ManagerFault | undefined)[]> {
  const view = hierarchyView(deps, tenantId, jobId);
  const people = edges.map(({ externalId }) => byExternalId(externalId));
  const chains = await chainsAbove(people, view.managersOf);
  return people.map((person) => faultOf(person, chains.get(person) ?? [], view));
}

type View = ReturnType<typeof hierarchyView>;

function faultOf(person: Node, chain: readonly Node[], view: View): ManagerFault | undefined {
  if (isInCycle(person, chain)) return "cycle";
  const brokenAt = chain.findIndex((node, at) => !view.exists(node) || chain.indexOf(node) < at);
  const settledAt = chain.findIndex((node) => view.isEmployee(node));
  // From an employee on, the hierarchy stands, whatever the file wants of it.
  if (brokenAt === -1 || (settledAt !== -1 && settledAt < brokenAt)) return undefined;
  return brokenAt === 0 ? "unknown" : "refused";
}

/** The hierarchy as it would be with all rows that are right in themselves applied. */
function hierarchyView(deps: ImportDeps, tenantId: string, jobId: string) {
  const inFile = new Set<Node>();
  const isEmployee = new Set<Node>();

  const aboveNamed = async (named: readonly string[]): Promise<readonly Line[]> => {
    const [noted, ids] = await Promise.all([
      deps.notes.findAll(tenantId, jobId, named.map(noteKey)),
      deps.employees.idsByExternalId(tenantId, named),
    ]);
    const wanted = goodNotes(noted, named);
    for (const name of wanted.keys()) inFile.add(byExternalId(name));
    for (const name of ids.keys()) isEmployee.add(byExternalId(name));
    const current = await currentManagers(deps, tenantId, [...ids.values()]);
    return named.flatMap((name) => {
      const manager = wanted.get(name)?.managerExternalId;
      return lineFrom(byExternalId(name), manager ? byExternalId(manager) : current.get(ids.get(name) ?? ""));
    });
  };
  const aboveUnnamed = async (ids: readonly string[]): Promise<readonly Line[]> => {
    const current = await currentManagers(deps, tenantId, ids);
    for (const id of ids) isEmployee.add(byId(id));
    return ids.flatMap((id) => lineFrom(byId(id), current.get(id)));
  };
  return {
    managersOf: async (people: readonly Node[]): Promise<ReadonlyMap<Node, Node>> =>
      new Map([...(await aboveNamed(namesOf("x:", people))), ...(await aboveUnnamed(namesOf("e:", people)))]),
    exists: (node: Node) => inFile.has(node) || isEmployee.has(node),
    isEmployee: (node: Node) => isEmployee.has(node),
  };
}

type Line = readonly [Node, Node];

const lineFrom = (node: Node, above: Node | undefined): readonly Line[] => (above ? [[node, above]] : []);

const namesOf = (kind: "x:" | "e:", nodes: readonly Node[]): string[] =>
  nodes.filter((node) => node.startsWith(kind)).map((node) => node.slice(2));

const goodNotes = (noted: ReadonlyMap<string, ImportNote>, named: readonly string[]) =>
  new Map(
    named.flatMap((externalId) => {
      const note = noted.get(noteKey(externalId));
      return note && note.refused !== "row" ? [[externalId, note] as const] : [];
    }),
  );

async function currentManagers(
  { employees }: ImportDeps,
  tenantId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Node>> {
  const found = [...(await employees.findAll(tenantId, ids)).values()];
  const managers = await employees.findAll(
    tenantId,
    found.flatMap(({ managerId }) => managerId ?? []),
  );
  return new Map(
    found.flatMap(({ id, managerId }) => {
      const manager = managers.get(managerId ?? "");
      if (!manager) return [];
      const { externalId } = manager;
      return [[id, externalId === undefined ? byId(manager.id) : byExternalId(externalId)] as const];
    }),
  );
}
