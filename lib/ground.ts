import type { CodeSource } from "#lib/code-source.ts";
import type { StampConfiguration } from "#lib/config.ts";
import type { ApiStack } from "#lib/stacks/api-stack.ts";
import type { DataStack } from "#lib/stacks/data-stack.ts";
import type { KeyStack } from "#lib/stacks/key-stack.ts";

/** What every context of a stamp stands on. */
export interface Ground {
  readonly stamp: StampConfiguration;
  readonly code: CodeSource;
  readonly keys: KeyStack;
  readonly http: ApiStack;
  readonly data: DataStack;
  /** The control plane's bus; it may lie in another region or account. */
  readonly controlPlaneBusArn: string;
}
