import type { ApiClient } from "#local/demo/api-client.ts";
import { newCompany } from "#tests/bench/company.ts";
import type { PlatformFacts } from "#tests/bench/platform.ts";
import type { Line, Section } from "#tests/bench/report.ts";
import { awaited } from "#tests/bench/timing.ts";
import { wideCompany } from "#tests/bench/wide-company.ts";

// Every question counts against the owner's thousand.
const pollMs = 150;

interface Opened {
  readonly id: string;
  readonly uploads: readonly {
    readonly name: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
  }[];
}

interface Report {
  readonly status: string;
  readonly created: number;
  readonly failed: number;
}

/** Rows a second from the start of an import to its end: people with managers, and sessions of the wide form. */
export async function measureImports({ url }: PlatformFacts): Promise<Section> {
  const { owner } = await newCompany(url);
  const company = wideCompany({ people: 1_000, clocked: 20, days: 90 });
  const people = await run(owner, "people", {}, { people: company.people });
  const sessions = await run(owner, "time", { form: "wide" }, { in: company.in, out: company.out });
  return {
    title: "Imports",
    lines: [
      { what: "people, with their managers", figures: people },
      { what: "sessions, wide form", figures: sessions },
    ],
  };
}

async function run(
  owner: ApiClient,
  context: "people" | "time",
  request: object,
  files: Readonly<Record<string, string>>,
): Promise<Line["figures"]> {
  const path = `/v1/${context}/imports`;
  const { id, uploads } = await owner.call<Opened>("POST", path, request);
  for (const { name, url, headers } of uploads) {
    const stored = await fetch(url, { method: "PUT", headers, body: files[name] ?? "" });
    if (!stored.ok) throw new Error(`The upload of ${name} was answered ${stored.status}`);
  }
  const begun = performance.now();
  await owner.call("POST", `${path}/${id}/start`, {});
  const { created, failed } = await awaited(
    `the import of ${context}`,
    async () => {
      const report = await owner.call<Report>("GET", `${path}/${id}`);
      if (["failed", "cancelled"].includes(report.status))
        throw new Error(`The import of ${context} ${report.status}`);
      return report.status === "succeeded" ? report : undefined;
    },
    pollMs,
  );
  const seconds = (performance.now() - begun) / 1000;
  return { rows: created, refused: failed, seconds, "rows/s": created / seconds };
}
