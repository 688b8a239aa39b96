import { globSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile, stop } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where every bundle lies: `out/<context>/<name>/index.mjs`. */
export const bundleRoot = join(root, "out");

/** One function, built. */
export interface Bundle {
  /** `<context>/<name>`, as in `functions/<context>/<name>.lambda.ts`. */
  readonly name: string;
  /** The directory that holds `index.mjs` and its source map. */
  readonly directory: string;
  /** Size of `index.mjs` in bytes. */
  readonly bytes: number;
}

export interface BundleOptions {
  /** Default true. */
  readonly minify?: boolean;
  /** Default `out/` in the repository. */
  readonly outdir?: string;
}

// electrodb is CommonJS and asks for the SDK with require(), which an ES module has not got.
const banner =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/**
 * Builds every `*.lambda.ts` under `functions/`, its dependencies included, in one esbuild call.
 * The handler is `index.handler`. Bundles whose source is gone are removed, and esbuild's process is ended: what builds
 * may well go on for hours.
 */
export async function bundleFunctions({
  minify = true,
  outdir = bundleRoot,
}: BundleOptions = {}): Promise<readonly Bundle[]> {
  const entries = globSync("functions/**/*.lambda.ts", { cwd: root }).map((path) => ({
    in: join(root, path),
    out: `${nameOf(path)}/index`,
  }));
  const { metafile } = await built(entries, { minify, outdir }).finally(() => void stop());
  const bundles = bundlesIn(metafile, outdir);
  removeStale(outdir, new Set(bundles.map((bundle) => bundle.name)));
  return bundles;
}

type Entry = { readonly in: string; readonly out: string };

const built = (entries: readonly Entry[], { minify, outdir }: Required<BundleOptions>) =>
  build({
    entryPoints: [...entries],
    outdir,
    absWorkingDir: root,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    outExtension: { ".js": ".mjs" },
    banner: { js: banner },
    minify,
    // The name of an error's class is part of what Lambda reports.
    keepNames: minify,
    sourcemap: true,
    sourcesContent: false,
    legalComments: "none",
    logLevel: "error",
    metafile: true,
  });

const nameOf = (path: string) => path.replace(/^functions\//, "").replace(/\.lambda\.ts$/, "");

const bundlesIn = (metafile: Metafile, outdir: string): readonly Bundle[] =>
  Object.entries(metafile.outputs)
    .filter(([, output]) => output.entryPoint !== undefined)
    .map(([path, { bytes }]) => {
      const directory = dirname(join(root, path));
      return { name: relative(outdir, directory).replaceAll("\\", "/"), directory, bytes };
    })
    .sort((a, b) => a.name.localeCompare(b.name));

function removeStale(outdir: string, current: ReadonlySet<string>): void {
  for (const name of globSync("*/*", { cwd: outdir }))
    if (!current.has(name.replaceAll("\\", "/"))) rmSync(join(outdir, name), { recursive: true });
}
