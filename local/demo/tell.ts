import { stdout } from "node:process";

/** Tells the story: a line for each thing that happened, and how far a long one has got. */
export interface Teller {
  readonly chapter: (title: string) => void;
  readonly say: (line: string) => void;
  /** Shows how far something is: a bar on a terminal, a plain line now and then otherwise. */
  readonly progress: (label: string, done: number, total: number | null | undefined) => void;
}

const barWidth = 30;
const plainLineEveryMs = 5_000;

export function teller(terminal = stdout.isTTY): Teller {
  let barShown = false;
  let lastPlainLine = 0;
  const endBar = (): void => {
    if (barShown) stdout.write("\r\x1b[K");
    barShown = false;
  };
  const line = (text: string): void => {
    endBar();
    console.log(text);
  };
  return {
    chapter: (title) => line(`\n${title}`),
    say: (text) => line(`  ${text}`),
    progress: (label, done, total) => {
      if (terminal) {
        stdout.write(`\r\x1b[K  ${label} ${bar(done, total)}`);
        barShown = true;
      } else if (Date.now() - lastPlainLine >= plainLineEveryMs) {
        lastPlainLine = Date.now();
        line(`  ${label}: ${done}${total ? ` of ${total}` : ""}`);
      }
    },
  };
}

function bar(done: number, total: number | null | undefined): string {
  if (!total) return `${done}`;
  const filled = Math.min(barWidth, Math.round((done / total) * barWidth));
  return `${"█".repeat(filled)}${"░".repeat(barWidth - filled)} ${done} of ${total}`;
}
