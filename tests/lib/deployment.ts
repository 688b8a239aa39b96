import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, Stage } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { tenureApp } from "#lib/app.ts";
import { type Configuration, configuration as deployed } from "#lib/config.ts";

export interface TemplateResource {
  readonly stage: string;
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: ReturnType<JSON["parse"]>;
}

export interface Violation {
  readonly ruleName: string;
  readonly acknowledgedId?: string;
  readonly acknowledgedAt?: string;
  readonly reason?: string;
}

export interface Deployment {
  readonly stacks: readonly { readonly name: string; readonly stage: string; readonly region: string }[];
  readonly resources: readonly TemplateResource[];
  readonly report: {
    readonly pluginReports: readonly {
      readonly pluginName: string;
      readonly violations: readonly Violation[];
      readonly suppressedViolations?: readonly Violation[];
    }[];
  };
}

/** The app with each function's code replaced by its bundle's name, so that nothing needs to be built. */
const unbuiltApp = (outdir: string, configuration: Configuration = deployed): App =>
  tenureApp({
    configuration,
    outdir,
    code: (bundle) => Code.fromInline(bundle),
    builtinCloudFormationValidation: false,
  });

/** Synthesises in a directory of its own, which is gone afterwards. */
export function synthesise({
  configuration,
  prepare,
}: {
  configuration?: Configuration;
  prepare?: (app: App) => void;
} = {}): Deployment {
  const outdir = mkdtempSync(join(tmpdir(), "tenure-synth-"));
  try {
    const app = unbuiltApp(outdir, configuration);
    prepare?.(app);
    const stacks = app.synth().stacksRecursively.map((artifact) => ({
      name: artifact.stackName,
      stage: artifact.stackName.split("-").slice(0, 2).join("-"),
      region: artifact.environment.region,
      template: artifact.template,
    }));
    return {
      stacks,
      resources: stacks.flatMap(({ stage, name, template }) => resourcesOf(stage, name, template)),
      report: reportIn(outdir),
    };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

// Without a checker there is no report.
const reportIn = (outdir: string): Deployment["report"] => {
  const file = join(outdir, "validation-report.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { pluginReports: [] };
};

type Template = { Resources: Record<string, { Type: string; Properties?: unknown }> };

const resourcesOf = (stage: string, stack: string, template: Template): TemplateResource[] =>
  Object.entries(template.Resources).map(([id, { Type, Properties = {} }]) => ({
    stage,
    stack,
    id,
    type: Type,
    properties: Properties,
  }));

export const ofType = (deployment: Deployment, type: string) =>
  deployment.resources.filter((resource) => resource.type === type);

export const stagesOf = (app: App): readonly Stage[] => app.node.children.filter((it) => Stage.isStage(it));
