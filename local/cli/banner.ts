import type { DemoSignIn } from "#local/demo/seed.ts";

interface BannerFacts {
  /** Base URLs by the stamps' names, the pool's first. */
  readonly stamps: Readonly<Record<string, string>>;
  readonly stateDirectory: string;
  readonly seconds: number;
  readonly demo: DemoSignIn | undefined;
  /** `host:port` pairs on this machine that webhooks may reach. */
  readonly allowWebhooks: readonly string[];
}

/** What a developer wants to know once the platform runs. */
export function banner({ stamps, stateDirectory, seconds, demo, allowWebhooks }: BannerFacts): string {
  const [[, url = ""] = [], ...others] = Object.entries(stamps);
  const lines: (readonly [string, string])[] = [
    ["API", `${url}/v1`],
    ["API explorer", `${url}/docs`],
    ["Outbox", `${url}/_local/outbox.html`],
    ...others.map(([name, address]) => [`Private stamp`, `${address}/v1  (${name})`] as const),
    ...(demo ? [["Demo sign-in", `${demo.email}  ${demo.password}  (tenant ${demo.tenant})`] as const] : []),
    ["Webhooks reach", [...allowWebhooks, "https on the Internet"].join(", ")],
    ["Data and logs", stateDirectory],
  ];
  const width = Math.max(...lines.map(([label]) => label.length));
  return [
    "",
    `  Tenure is ready in ${seconds.toFixed(1)} s. Ctrl-C stops it.`,
    "",
    ...lines.map(([label, value]) => `  ${label.padEnd(width)}   ${value}`),
    "",
  ].join("\n");
}
