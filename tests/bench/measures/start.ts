import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Line, Section } from "#tests/bench/report.ts";
import { awaited } from "#tests/bench/timing.ts";

const program = fileURLToPath(new URL("../../../local/main.ts", import.meta.url));

/** What `npm start` takes to its first healthy answer, and to the banner, which comes once there is a demo tenant. */
export async function measureStart(): Promise<Section> {
  const data = mkdtempSync(join(tmpdir(), "tenure-bench-start-"));
  try {
    const lines: Line[] = [];
    for (const what of ["the first start", "the next one"])
      lines.push({ what, figures: await oneStart(data) });
    return { title: "npm start", lines };
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function oneStart(data: string): Promise<Line["figures"]> {
  const port = await freePort();
  const begun = performance.now();
  const child = spawn(process.execPath, [program, "--port", String(port), "--data", data], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const banner = once(child.stdout, "data").then(() => (performance.now() - begun) / 1000);
  try {
    await Promise.race([awaited("health", () => healthy(port)), ended.then(tooSoon)]);
    const health = (performance.now() - begun) / 1000;
    return { "health s": health, "banner s": await banner };
  } finally {
    child.kill("SIGINT");
    await ended;
  }
}

function tooSoon(): never {
  throw new Error("The platform ended before it was ready");
}

const healthy = (port: number): Promise<true | undefined> =>
  fetch(`http://127.0.0.1:${port}/v1/health`).then(
    async (reply) => {
      await reply.body?.cancel();
      return reply.ok || undefined;
    },
    () => undefined,
  );

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
