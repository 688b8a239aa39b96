import { App, type AppProps, DefaultStackSynthesizer } from "aws-cdk-lib";
import { builtCode, type CodeSource } from "#lib/code-source.ts";
import { type Configuration, configuration as deployed } from "#lib/config.ts";
import { cdkFlags } from "#lib/repository.ts";
import { ControlPlaneStack, controlPlaneBusArn } from "#lib/stacks/control-plane-stack.ts";
import { Stamp } from "#lib/stamp.ts";

export interface TenureAppProps extends AppProps {
  /** Default: what `lib/config.ts` deploys. */
  readonly configuration?: Configuration;
  /** Default: the bundles in `out/`, which must have been built. */
  readonly code?: CodeSource;
}

/** The whole deployment: the control plane and a stage for each stamp. Looks nothing up and reaches no network. */
export function tenureApp({
  configuration = deployed,
  code = builtCode,
  ...props
}: TenureAppProps = {}): App {
  const app = new App({
    ...props,
    analyticsReporting: false,
    context: { ...cdkFlags, ...props.context },
    defaultStackSynthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
  });
  const busArn = controlPlaneBusArn(configuration.controlPlane);
  new ControlPlaneStack(app, "Tenure-ControlPlane", { configuration, code });
  for (const stamp of configuration.stamps)
    new Stamp(app, stageName(stamp.name), { stamp, controlPlaneBusArn: busArn, code });
  return app;
}

/** The construct id of a stamp's Stage, which the names of its stacks begin with. */
export const stageName = (stamp: string): string => `Tenure-${pascal(stamp)}`;

const pascal = (kebab: string) =>
  kebab
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
