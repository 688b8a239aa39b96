import type { ExportEnd, ExportHeader } from "#functions/audit/domain/export-format.ts";
import { appendLeaf, type Frontier, leafHash, rootOf } from "#functions/audit/domain/merkle.ts";
import { type EntryLine, parseEnd, parseEntry, parseHeader, parseLine } from "./parse-line.ts";
import type { Line } from "./read-lines.ts";
import type { Fault } from "./verdict.ts";

/** What one reading of a file found, trusting nothing in it. */
export interface Scan {
  readonly header?: ExportHeader;
  readonly end?: ExportEnd;
  /** Entries read in order. */
  readonly entries: number;
  readonly frontier: Frontier;
  /** Root of the tree when it had the size that was asked for. */
  readonly earlierRoot?: Uint8Array;
  readonly lastLine: number;
  readonly fault?: Fault;
}

/** Reads a file once, from its first line to its last. Memory does not grow with the file. */
export async function scan(lines: AsyncIterable<Line>, earlierSize?: number): Promise<Scan> {
  let found: Scan = { entries: 0, frontier: [], lastLine: 0 };
  for await (const line of lines) found = { ...take(found, line, earlierSize), lastLine: line.number };
  return found.end ? found : { ...found, fault: endless(found) };
}

function take(found: Scan, line: Line, earlierSize: number | undefined): Scan {
  if (found.fault) return look(found, line);
  if (!found.header) return takeHeader(found, line);
  if (found.end)
    return { ...found, fault: { problem: "added", line: line.number, message: "Lines follow the end" } };
  const parsed = parseLine(line.text) ?? {};
  const end = parseEnd(parsed);
  return end ? { ...found, end } : takeEntry(found, parseEntry(parsed), line, earlierSize);
}

function takeHeader(found: Scan, line: Line): Scan {
  const header = parseHeader(line.text);
  if (header) return { ...found, header };
  const message = "The first line is not that of an export";
  return look({ ...found, fault: { problem: "not-an-export", line: line.number, message } }, line);
}

function takeEntry(
  found: Scan,
  entry: EntryLine | undefined,
  line: Line,
  earlierSize: number | undefined,
): Scan {
  const fault = faultOf(entry, found.entries, line);
  if (fault || !entry) return { ...found, ...(fault && { fault }) };
  const frontier = appendLeaf(found.frontier, found.entries, leafHash(entry.leaf));
  const entries = found.entries + 1;
  return { ...found, entries, frontier, ...(entries === earlierSize && { earlierRoot: rootOf(frontier) }) };
}

function faultOf(entry: EntryLine | undefined, index: number, { number: line }: Line): Fault | undefined {
  if (!entry) return { problem: "changed", index, line, message: "The line is not as an export writes it" };
  if (entry.index === index) return undefined;
  const { id } = entry;
  if (entry.index < index)
    return {
      problem: "reordered",
      index: entry.index,
      id,
      line,
      message: "The entry stands there a second time",
    };
  return { problem: "missing", index, line, message: `Entry ${index} is not there; ${entry.index} follows` };
}

// What comes later tells more: lines of an export, that it is one with its first line spoilt; an entry that was missed,
// that it is not missing but out of its place.
function look(found: Scan, { text }: Line): Scan {
  const parsed = parseLine(text) ?? {};
  const end = parseEnd(parsed);
  const entry = parseEntry(parsed);
  if (found.fault?.problem === "not-an-export" && (end || entry))
    return { ...found, ...(end && { end }), fault: { ...found.fault, problem: "changed" } };
  if (end) return { ...found, end };
  const { fault } = found;
  if (!entry || fault?.problem !== "missing" || entry.index !== fault.index) return found;
  const message = "The entry stands behind later ones";
  return { ...found, fault: { ...fault, problem: "reordered", id: entry.id, message } };
}

function endless({ fault, entries: index, lastLine }: Scan): Fault {
  if (fault && fault.line !== lastLine) return fault;
  if (fault?.problem === "not-an-export") return fault;
  if (lastLine === 0) return { problem: "not-an-export", message: "The file is empty" };
  return { problem: "truncated", index, line: lastLine, message: "The file ends before its last line" };
}
