import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PublicKey } from "#functions/audit/domain/checkpoint.ts";
import type { SignedCheckpoint } from "#functions/audit/ports.ts";
import { signerInMemory } from "#tests/audit/audit-in-memory.ts";
import { exportOf, recordAt, tenantId } from "#tests/audit/export-of.ts";

const size = 150;
const signer = signerInMemory();
let folder: string;
let lines: string[];
let checkpoints: readonly SignedCheckpoint[];
let key: PublicKey;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenure-audit-"));
  const made = await exportOf(size, 7, signer);
  lines = made.text.trimEnd().split("\n");
  checkpoints = made.checkpoints;
  key = await signer.key();
});
afterAll(() => rm(folder, { recursive: true }));

const keep = async (name: string, text: string): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
};

interface Result {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

const run = (...args: readonly string[]): Promise<Result> =>
  new Promise((resolve) => {
    const program = "functions/audit/verifier/tenure-audit.ts";
    execFile(process.execPath, [program, ...args], (error, out, errors) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, errors }),
    );
  });

const verdictOf = async (changed: readonly string[], ...args: readonly string[]) => {
  const file = await keep("tampered.ndjson", `${changed.join("\n")}\n`);
  const { code, out } = await run("verify", file, "--json", ...args);
  return { code, verdict: JSON.parse(out) };
};

// The first line is the header: entry n stands in line n + 1 of the list.
const at = (entry: number) => entry + 1;
const edit = (entry: number, from: string | RegExp, to: string) =>
  lines.with(at(entry), (lines[at(entry)] ?? "").replace(from, to));

describe("an export as it was written", () => {
  test("is verified, in words and in JSON", async () => {
    const file = await keep("whole.ndjson", `${lines.join("\n")}\n`);
    const words = await run("verify", file);
    expect(words).toMatchObject({
      code: 0,
      out: expect.stringContaining(`Verified: ${size} entries of ${tenantId}`),
    });
    expect(words.out).toContain("as the file tells it");
    const { code, out } = await run("verify", file, "--json");
    expect({ code, ...JSON.parse(out) }).toMatchObject({
      code: 0,
      verified: true,
      entries: size,
      root: checkpoints.at(-1)?.root,
      key: key.kid,
    });
  });

  test("is verified under the trusted key and from every earlier checkpoint", async () => {
    const pinned = await keep("key.json", JSON.stringify(key));
    for (const checkpoint of [checkpoints[0], checkpoints[10], checkpoints.at(-1)]) {
      const earlier = await keep("checkpoint.json", JSON.stringify(checkpoint));
      expect((await verdictOf(lines, "--key", pinned, "--checkpoint", earlier)).verdict.verified).toBe(true);
    }
    const bare = await keep("checkpoint.jws", checkpoints[3]?.signed ?? "");
    expect((await verdictOf(lines, "--checkpoint", bare)).verdict.verified).toBe(true);
  });
});

describe("a tampered export is refused, and the first bad entry named", () => {
  const id = (n: number) => recordAt(n).id;
  test.each<[string, () => readonly string[], object]>([
    ["an edited entry", () => edit(17, "clockIn", "clockOut"), { problem: "changed", index: 17, id: id(17) }],
    ["an edited fact", () => edit(0, "≠", "="), { problem: "changed", index: 0, id: id(0) }],
    [
      "two edited entries",
      () => edit(40, "req-40", "req-41").with(at(90), edit(90, "req-90", "x")[at(90)] ?? ""),
      { problem: "changed", index: 40 },
    ],
    ["an edited last entry", () => edit(size - 1, "key-", "yek-"), { problem: "changed", index: size - 1 }],
    ["an added space", () => edit(5, ":", ": "), { problem: "changed", index: 5 }],
    ["a repeated member", () => edit(6, '{"actor"', '{"actor":1,"actor"'), { problem: "changed", index: 6 }],
    ["a line of garbage", () => lines.with(at(7), "garbage"), { problem: "changed", index: 7 }],
    ["a removed entry", () => lines.toSpliced(at(60), 1), { problem: "missing", index: 60 }],
    ["removed last entries", () => lines.toSpliced(at(size - 3), 3), { problem: "missing", index: size - 3 }],
    [
      "exchanged entries",
      () => lines.with(at(8), lines[at(9)] ?? "").with(at(9), lines[at(8)] ?? ""),
      { problem: "reordered", index: 8, id: id(8) },
    ],
    [
      "a repeated entry",
      () => lines.toSpliced(at(12), 0, lines[at(11)] ?? ""),
      { problem: "reordered", index: 11, id: id(11) },
    ],
    [
      "exchanged entries under each other's index",
      () =>
        lines
          .with(at(2), (lines[at(3)] ?? "").replace('"index":3', '"index":2'))
          .with(at(3), (lines[at(2)] ?? "").replace('"index":2', '"index":3')),
      { problem: "changed", index: 2, id: id(3) },
    ],
    ["no last line", () => lines.slice(0, -1), { problem: "truncated", index: size }],
    [
      "half of the file",
      () => [...lines.slice(0, at(70)), (lines[at(70)] ?? "").slice(0, 100)],
      { problem: "truncated", index: 70 },
    ],
    [
      "an invented entry",
      () => lines.toSpliced(-1, 0, (lines[at(0)] ?? "").replace('"index":0', `"index":${size}`)),
      { problem: "added", index: size },
    ],
    ["lines behind the end", () => [...lines, lines[at(0)] ?? ""], { problem: "added", line: size + 3 }],
    [
      "another checkpoint's payload",
      () =>
        lines.with(
          -1,
          (lines.at(-1) ?? "").replace(/\.[^.]*\./, `.${Buffer.from("{}").toString("base64url")}.`),
        ),
      { problem: "forged-signature" },
    ],
    [
      "a damaged signature",
      () =>
        lines.with(
          -1,
          (lines.at(-1) ?? "").replace(
            /(\.[\w-]{10})(.)/g,
            (_all, kept, one) => `${kept}${one === "A" ? "B" : "A"}`,
          ),
        ),
      { problem: "forged-signature" },
    ],
    [
      "another tenant's name",
      () => lines.with(0, (lines[0] ?? "").replaceAll(/tnt_\w+/g, "tnt_00000000000000000000000002")),
      { problem: "other-log" },
    ],
    [
      "another number of entries",
      () => lines.with(0, (lines[0] ?? "").replace(`"size":${size}`, '"size":3')),
      { problem: "changed" },
    ],
    ["no first line", () => lines.slice(1), { problem: "changed", line: 1 }],
    ["a spoilt first line", () => lines.with(0, "{}"), { problem: "changed", line: 1 }],
    ["only the last line", () => lines.slice(-1), { problem: "changed", line: 1 }],
  ])("%s", async (_case, tamper, fault) => {
    const { code, verdict } = await verdictOf(tamper());
    expect({ code, verified: verdict.verified, fault: verdict.fault }).toMatchObject({
      code: 1,
      verified: false,
      fault,
    });
  });

  test("in words, too", async () => {
    const file = await keep("tampered.ndjson", `${edit(17, "clockIn", "clockOut").join("\n")}\n`);
    const { code, out } = await run("verify", file);
    expect({ code, out }).toEqual({
      code: 1,
      out: `NOT verified: entry 17 (${id(17)}): changed: The entry is not the one that was signed (line 19)\n`,
    });
  });

  test("a log made up from the ground and signed by somebody else", async () => {
    const { text } = await exportOf(20);
    const forged = text.trimEnd().split("\n");
    expect((await verdictOf(forged)).verdict.verified).toBe(true);
    const pinned = await keep("key.json", JSON.stringify(key));
    expect((await verdictOf(forged, "--key", pinned)).verdict.fault).toMatchObject({ problem: "other-key" });
    const claimed = forged.with(
      0,
      (forged[0] ?? "").replace(/"key":{[^}]*}/, (lines[0] ?? "").match(/"key":{[^}]*}/)?.[0] ?? ""),
    );
    expect((await verdictOf(claimed, "--key", pinned)).verdict.fault).toMatchObject({
      problem: "forged-signature",
    });
  });

  test("a history rewritten by the holder of the key", async () => {
    const earlier = await keep("checkpoint.json", JSON.stringify(checkpoints[4]));
    const rewritten = await exportOf(size, 6, signer);
    expect(
      (await verdictOf(rewritten.text.trimEnd().split("\n"), "--checkpoint", earlier)).verdict.verified,
    ).toBe(true);
    const { text } = await exportOf(20, 6, signer);
    expect(
      (await verdictOf(text.trimEnd().split("\n"), "--checkpoint", earlier)).verdict.fault,
    ).toMatchObject({ problem: "truncated", index: 20 });
    const other = { ...checkpoints[4], signed: (await exportOf(2, 2)).checkpoints[0]?.signed };
    const foreign = await keep("foreign.json", JSON.stringify(other));
    expect((await verdictOf(lines, "--checkpoint", foreign)).verdict.fault).toMatchObject({
      problem: "forged-signature",
    });
  });
});

test("what is no export cannot be checked, and is said so in JSON too", async () => {
  for (const text of ["# A heading\n\nand words\n", "\n", ""]) {
    const { code, out } = await run("verify", await keep("none.ndjson", text), "--json");
    expect({ code, ...JSON.parse(out) }).toMatchObject({
      code: 2,
      verified: false,
      fault: { problem: "not-an-export" },
    });
  }
});

test.each<[string, readonly string[]]>([
  ["a file that is no export", ["verify", "README.md"]],
  ["no command", []],
  ["no file", ["verify"]],
  ["a file that is not there", ["verify", "/nowhere/at/all"]],
  ["a folder", ["verify", "/"]],
  ["an unknown option", ["verify", "package.json", "--nope"]],
  ["a key that is none", ["verify", "package.json", "--key", "package.json"]],
  ["a checkpoint that is none", ["verify", "package.json", "--checkpoint", "package.json"]],
])("%s: exit code 2 and a sentence", async (_case, args) => {
  const { code, out, errors } = await run(...args);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(errors).toMatch(/^tenure-audit[: ]/);
  expect(errors).not.toContain("    at ");
});

const importsOf = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/^(?:import|} from)\s[^"]*"([^"]+)"/gm)].map(([, name = ""]) =>
    name.replace(/^\.\//, "#functions/audit/verifier/"),
  );

test("it needs nothing but Node and its own files: no package, no kernel, no network", () => {
  const files = ["functions/audit/verifier/tenure-audit.ts"];
  const others = new Set<string>();
  // The list grows while it is gone through.
  for (const file of files)
    for (const name of importsOf(file)) {
      if (!name.startsWith("#functions/audit/")) others.add(name);
      else if (!files.includes(name.slice(1))) files.push(name.slice(1));
    }
  expect([...others].filter((name) => !/^node:(crypto|fs|fs\/promises|util)$/.test(name))).toEqual([]);
  expect(files.length).toBeGreaterThan(8);
});
