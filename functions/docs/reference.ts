import { type Catalogue, describeApi } from "#functions/docs/openapi/describe-api.ts";
import { explorerPage } from "#functions/docs/pages/explorer.ts";
import { explorerScript } from "#functions/docs/pages/explorer-script.ts";
import { explorerStyle } from "#functions/docs/pages/explorer-style.ts";
import { problemsPage } from "#functions/docs/pages/problems.ts";
import type { Reference } from "#functions/docs/ports.ts";

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

/** The reference of all there is; each part is made when first asked for, and once. */
export function referenceOf(
  catalogue: Catalogue,
  stamp: { readonly publicUrl: string; readonly version: string },
): Reference {
  const description = once(() => describeApi(catalogue, stamp));
  return {
    description: once(() => ({ ...description() })),
    explorer: once(() => explorerPage(description())),
    problems: once(() => problemsPage(catalogue.contexts)),
    script: explorerScript,
    style: explorerStyle,
  };
}
