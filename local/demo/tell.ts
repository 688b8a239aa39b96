import { stdout } from "node:process";

/** Tells the story: a line for each thing that happened, and how far a long one has got. */
export interface Teller {
  readonly chapter: (title: string) => void;
  readonly say: (line: string) => void;
  /** Shows how far something is: a bar on a terminal, otherwise a plain line when nothing was told for a while. */
  readonly progress: (label: string, done: number, total: number | null | undefined) => void;
}

const barWidth = 30;
const plainLineEveryMs = 5_000;

/** `clock` gives milliseconds. */
export function teller(
  terminal = stdout.isTTY,
  { print = console.log, clock = Date.now }: { print?: (line: string) => void; clock?: () => number } = {},
): Teller {
  let barShown = false;
  let lastLine = clock();
  const endBar = (): void => {
    if (barShown) stdout.write("\r\x1b[K");
    barShown = false;
  };
  const line = (text: string): void => {
    endBar();
    lastLine = clock();
    print(text);
  };
  return {
    chapter: (title) => line(`\n${title}`),
    say: (text) => line(`  ${text}`),
    progress: (label, done, total) => {
      if (terminal) {
        stdout.write(`\r\x1b[K  ${label} ${total ? bar(done, total) : "…"}`);
        barShown = true;
      } else if (clock() - lastLine >= plainLineEveryMs) {
        line(`  ${label}${total ? `: ${done} of ${total}` : " …"}`);
      }
    },
  };
}

function bar(done: number, total: number): string {
  const filled = Math.min(barWidth, Math.round((done / total) * barWidth));
  return `${"█".repeat(filled)}${"░".repeat(barWidth - filled)} ${done} of ${total}`;
}
