import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Bundle, bundleFunctions } from "#lib/bundling/bundle-functions.ts";

const outdir = mkdtempSync(join(tmpdir(), "tenure-bundles-"));
const stale = join(outdir, "kernel", "of-old");
let bundles: readonly Bundle[] = [];

beforeAll(async () => {
  mkdirSync(stale, { recursive: true });
  bundles = await bundleFunctions({ outdir });
});
afterAll(() => rmSync(outdir, { recursive: true }));

const childProcesses = (): readonly unknown[] => {
  const { libuv } = process.report.getReport() as { libuv: readonly { type: string }[] };
  return libuv.filter(({ type }) => type === "process");
};

// The first of these tests: others build by themselves.
test("the process of the build ends with it", async () => {
  await expect.poll(childProcesses).toEqual([]);
});

test("every lambda file has its bundle, of the size told", () => {
  const sources = globSync("functions/*/*.lambda.ts").map((path) =>
    path
      .split(/[/\\]|\.lambda/)
      .slice(1, 3)
      .join("/"),
  );

  expect(sources.length).toBeGreaterThan(0);
  expect(bundles.map(({ name }) => name)).toEqual(sources.sort());
  for (const { name, directory, bytes } of bundles) {
    expect(directory).toBe(join(outdir, name));
    expect(statSync(join(directory, "index.mjs")).size).toBe(bytes);
  }
});

// `z.core.…` as a value, a bundler cannot see through: it would pack every translation of zod's messages, 330 kB.
test("no bundle carries zod's translations", () => {
  const translated = bundles.filter(({ directory }) =>
    readFileSync(join(directory, "index.mjs"), "utf8").includes("Ongeldige invoer"),
  );

  expect(translated.map(({ name }) => name)).toEqual([]);
});

test("a bundle exports its handler and imports nothing but Node's own modules", async () => {
  for (const { directory } of bundles) {
    const { metafile } = await build({
      entryPoints: [join(directory, "index.mjs")],
      bundle: true,
      packages: "external",
      platform: "node",
      format: "esm",
      write: false,
      metafile: true,
      logLevel: "error",
    });
    const [output] = Object.values(metafile.outputs);

    expect(output?.exports).toEqual(["handler"]);
    expect(output?.imports.filter(({ path }) => !isBuiltin(path))).toEqual([]);
  }
});

test("a source map tells places, not sources", () => {
  const [first] = bundles;
  const map = JSON.parse(readFileSync(join(first?.directory ?? "", "index.mjs.map"), "utf8"));

  expect(map.sources.length).toBeGreaterThan(0);
  expect(map).not.toHaveProperty("sourcesContent");
});

test("a bundle whose source is gone is removed", () => {
  expect(existsSync(stale)).toBe(false);
});
