/** An update expression that sets the given fields, and removes those that are given as `undefined`. */
export function assigning(fields: Readonly<Record<string, unknown>>) {
  const entries = Object.entries(fields).map(([name, value], i) => ({ name, value, slot: `f${i}` }));
  const set = entries.filter(({ value }) => value !== undefined);
  const unset = entries.filter(({ value }) => value === undefined);
  const clause = (verb: string, parts: readonly string[]) =>
    parts.length > 0 ? [`${verb} ${parts.join(", ")}`] : [];
  return {
    UpdateExpression: [
      ...clause(
        "SET",
        set.map(({ slot }) => `#${slot} = :${slot}`),
      ),
      ...clause(
        "REMOVE",
        unset.map(({ slot }) => `#${slot}`),
      ),
    ].join(" "),
    ExpressionAttributeNames: Object.fromEntries(entries.map(({ name, slot }) => [`#${slot}`, name])),
    ExpressionAttributeValues: Object.fromEntries(set.map(({ value, slot }) => [`:${slot}`, value])),
  };
}
