import { type Client, eventually, must } from "#tests/support/tenant.ts";

/** A finished import, as its reader sees it. */
export type Finished = Readonly<
  Record<"created" | "updated" | "unchanged" | "failed" | "processed", number>
> & {
  readonly id: string;
  readonly status: string;
  readonly total: number | null;
  readonly failure?: { readonly code: string; readonly message: string };
};

export type RowFault = Readonly<Record<"row" | "column" | "code" | "value", unknown>>;

/** Imports files as any client of the API would, by their names, and waits for the end. */
export async function importFiles(
  who: Client,
  context: "people" | "time",
  files: Readonly<Record<string, string | Buffer>>,
  choice: object = {},
): Promise<Finished> {
  const { id, uploads } = must(await who.post(`/v1/${context}/imports`, choice), 201).body;
  for (const { name, url, headers } of uploads) {
    const { status } = await fetch(url, { method: "PUT", headers, body: files[name] ?? "" });
    if (status !== 200) throw new Error(`The file ${name} was not taken: ${status}`);
  }
  must(await who.post(`/v1/${context}/imports/${id}/start`), 202);
  return eventually(async () => {
    const { body } = must(await who.get(`/v1/${context}/imports/${id}`), 200);
    return ["succeeded", "failed", "cancelled"].includes(body.status) ? body : undefined;
  });
}

/** What an import says was wrong, row by row. */
export const faultsOf = async (
  who: Client,
  context: "people" | "time",
  { id }: Finished,
): Promise<readonly RowFault[]> => must(await who.get(`/v1/${context}/imports/${id}/errors`), 200).body.items;
