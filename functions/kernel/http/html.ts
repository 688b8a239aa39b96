const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text that is safe to stand in a page. Only `html` makes it. */
export interface Html {
  readonly html: string;
}

type Part = string | number | Html | readonly Html[];

const isMany = (part: Part): part is readonly Html[] => Array.isArray(part);

const safe = (part: Part): string => {
  if (isMany(part)) return part.map(({ html }) => html).join("");
  if (typeof part === "object") return part.html;
  return String(part).replace(/[&<>"']/g, (character) => entities[character] ?? "");
};

/** Writes HTML; whatever is put in is escaped, unless `html` wrote it. */
export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  html: texts.map((text, i) => text + (i < parts.length ? safe(parts[i] ?? "") : "")).join(""),
});
