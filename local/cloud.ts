import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { Code } from "aws-cdk-lib/aws-lambda";
import { stageName, tenureApp } from "#lib/app.ts";
import { bundleFunctions } from "#lib/bundling/bundle-functions.ts";
import type { CodeSource } from "#lib/code-source.ts";
import { configuration, defaultSettings, type StampConfiguration, type StampSettings } from "#lib/config.ts";
import { type RunAppOptions, type RunningApp, runApp } from "#local/run-app.ts";

export interface LocalStamp {
  readonly name: string;
  readonly kind: StampConfiguration["kind"];
  /** 0 for any that is free. */
  readonly port: number;
}

export interface CloudOptions extends Pick<RunAppOptions, "stateDirectory" | "fresh" | "redeliverySeconds"> {
  /** Default: the pool on any free port. The control plane always runs with them. */
  readonly stamps?: readonly LocalStamp[];
  readonly settings?: Partial<StampSettings>;
  /** `host:port` pairs on this machine that webhooks may reach. */
  readonly allowWebhooks?: readonly string[];
  /** Bundles that are already built; without them they are built into the state directory. */
  readonly code?: CodeSource;
  /** Hears in one line of what goes wrong. Default: standard error. */
  readonly report?: (line: string) => void;
}

export interface Cloud extends RunningApp {
  /** Base URL of the first stamp. */
  readonly url: string;
  /** Base URLs by the stamps' names. */
  readonly stamps: Readonly<Record<string, string>>;
}

const pool: LocalStamp = { name: "pool", kind: "pool", port: 0 };

// A laptop hashes passwords beside everything else; the cost is a stamp's setting, and AWS keeps the default.
const localSettings: StampSettings = { ...defaultSettings, scryptCost: 2 ** 14 };

/** Runs Tenure on this machine: the control plane and the stamps given, from the stacks that are deployed to AWS. */
export async function startCloud(options: CloudOptions = {}): Promise<Cloud> {
  const { stamps = [pool], report = (line) => console.error(line) } = options;
  const app = await runApp({
    ...options,
    report,
    doors: Object.fromEntries(stamps.map(({ name, port }) => [stageName(name), port])),
    app: async (outdir) =>
      tenureApp({
        outdir,
        code: options.code ?? (await freshCode(join(dirname(outdir), "bundles"))),
        configuration: { ...configuration, stamps: stamps.map((stamp) => deployedAs(stamp, options)) },
        builtinCloudFormationValidation: false,
        context: {
          "aws:cdk:disable-asset-staging": true,
          "aws:cdk:enable-asset-metadata": true,
          "aws:cdk:enable-path-metadata": true,
        },
      }),
  });
  const urls = stamps.map(({ name }) => [name, app.urls[stageName(name)] ?? ""] as const);
  return { ...app, url: urls[0]?.[1] ?? "", stamps: Object.fromEntries(urls) };
}

async function freshCode(outdir: string): Promise<CodeSource> {
  rmSync(outdir, { recursive: true, force: true });
  await bundleFunctions({ outdir, minify: false });
  return (bundle) => Code.fromAsset(join(outdir, bundle));
}

function deployedAs(
  { name, kind }: LocalStamp,
  { settings, allowWebhooks = [] }: CloudOptions,
): StampConfiguration {
  const known = configuration.stamps.find((stamp) => stamp.name === name);
  return {
    name,
    kind,
    region: known?.region ?? configuration.controlPlane.region,
    settings: { ...localSettings, outbound: { allow: allowWebhooks }, ...settings },
  };
}
