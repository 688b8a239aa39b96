/** One line of the report: what was measured, and its figures under their headings. */
export interface Line {
  readonly what: string;
  readonly figures: Readonly<Record<string, number | string>>;
}

/** What one measurement found. */
export interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
}

/** The sections as tables that stand well on a terminal and in Markdown alike. */
export const tables = (sections: readonly Section[]): string =>
  sections.map(({ title, lines }) => `## ${title}\n\n${table(lines)}`).join("\n\n");

function table(lines: readonly Line[]): string {
  const headings = [...new Set(lines.flatMap(({ figures }) => Object.keys(figures)))];
  const rows = [
    ["", ...headings],
    ...lines.map(({ what, figures }) => [what, ...headings.map((heading) => shown(figures[heading]))]),
  ];
  const widths = ["", ...headings].map((_, at) => Math.max(3, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(" | ")} |`;
  const rule = `|${widths.map((width, at) => (at === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  const [head = [], ...body] = rows;
  return [line(head), rule, ...body.map(line)].join("\n");
}

function shown(figure: number | string | undefined): string {
  if (figure === undefined) return "";
  if (typeof figure === "string") return figure;
  return figure >= 100 ? Math.round(figure).toLocaleString("en") : String(Number(figure.toPrecision(3)));
}
