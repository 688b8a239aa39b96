import * as z from "zod";

/** An event as EventBridge hands it to its targets. */
export const busEvent = z.object({
  version: z.literal("0"),
  id: z.string(),
  "detail-type": z.string(),
  source: z.string(),
  account: z.string(),
  /** RFC 3339, to the second. */
  time: z.string(),
  region: z.string(),
  resources: z.array(z.string()),
  detail: z.record(z.string(), z.unknown()),
});
export type BusEvent = z.infer<typeof busEvent>;

export const timeOf = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, "Z");

/** The value at a JSON path as EventBridge writes them: `$`, `$.detail.items[0]`, `$['detail-type']`. */
export function valueAt(path: string, root: unknown): unknown {
  const steps = [...path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\['([^']+)'\]/g)];
  if (`$${steps.map(([step]) => step).join("")}` !== path)
    throw new Error(`Not a JSON path of EventBridge: ${path}`);
  return steps.reduce<unknown>(
    (value, [, name, index, quoted]) =>
      typeof value === "object" && value !== null
        ? Reflect.get(value, name ?? index ?? quoted ?? "")
        : undefined,
    root,
  );
}
