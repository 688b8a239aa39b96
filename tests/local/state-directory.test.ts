import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { takeStateDirectory } from "#local/state-directory.ts";

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "tenure-state-"));
});
afterEach(() => rmSync(parent, { recursive: true }));

describe("a state directory", () => {
  it("is one cloud's at a time, and free again afterwards", () => {
    const stateDirectory = join(parent, "state");
    const first = takeStateDirectory({ stateDirectory });
    expect(() => takeStateDirectory({ stateDirectory })).toThrow(
      /Another local cloud holds .*state.* --data/,
    );
    first.release();
    takeStateDirectory({ stateDirectory }).release();
  });

  it("keeps what it holds, unless it shall be fresh", () => {
    const stateDirectory = join(parent, "state");
    mkdirSync(join(stateDirectory, "objects"), { recursive: true });
    for (const name of ["objects/a", "dynamodb.sqlite", "dynamodb.sqlite.pid"])
      writeFileSync(join(stateDirectory, name), "");
    takeStateDirectory({ stateDirectory }).release();
    expect(existsSync(join(stateDirectory, "objects/a"))).toBe(true);
    takeStateDirectory({ stateDirectory, fresh: true }).release();
    expect(readdirSync(stateDirectory).sort()).toEqual(["dynamodb.sqlite.pid", "lock"]);
  });

  it("is not emptied while another cloud holds it", () => {
    const stateDirectory = join(parent, "state");
    const first = takeStateDirectory({ stateDirectory });
    writeFileSync(join(stateDirectory, "kept"), "");
    expect(() => takeStateDirectory({ stateDirectory, fresh: true })).toThrow(/Another local cloud/);
    expect(existsSync(join(stateDirectory, "kept"))).toBe(true);
    first.release();
  });

  it("is gone afterwards when nobody named it", () => {
    const { path, release } = takeStateDirectory({});
    expect(existsSync(path)).toBe(true);
    release();
    expect(existsSync(path)).toBe(false);
  });
});
