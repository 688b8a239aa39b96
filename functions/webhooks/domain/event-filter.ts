/** `*`, all events of a context (`time.*`), or one type with its version (`time.punch-recorded.v1`). */
export const eventFilterPattern = /^(\*|[a-z]+(-[a-z]+)*\.(\*|[a-z]+(-[a-z]+)*\.v[1-9]\d*))$/;

/** Whether any of the filters lets events of this type pass. */
export const passes = (filters: readonly string[], type: string): boolean =>
  filters.some(
    (filter) =>
      filter === type || filter === "*" || (filter.endsWith(".*") && type.startsWith(filter.slice(0, -1))),
  );
