import { describe, expect, test } from "vitest";
import { importsOf, offences, sourceFiles, sourceOf } from "#tests/architecture/rooms.ts";

describe("every line knows its room", () => {
  test.each(sourceFiles())("%s", (file) => {
    expect(offences(file, sourceOf(file))).toEqual([]);
  });

  test("there is a house to look at", () => {
    expect(sourceFiles().length).toBeGreaterThan(150);
  });
});

describe("the rooms refuse", () => {
  test.each([
    [
      "another context's operation",
      "functions/time/operations/x.ts",
      'import { a } from "#functions/people/operations/b.ts";',
    ],
    [
      "another context's type",
      "functions/time/ports.ts",
      'import type { A } from "#functions/people/ports.ts";',
    ],
    [
      "another context, dynamically",
      "functions/time/adapters/x.ts",
      'const a = await import("#functions/people/adapters/b.ts");',
    ],
    [
      "an export from another context",
      "functions/time/routes.ts",
      'export { a } from "#functions/people/routes.ts";',
    ],
    [
      "an import over several lines",
      "functions/time/operations/x.ts",
      'import {\n  a,\n  b,\n} from "#local/cloud.ts";',
    ],
    [
      "an SDK in an operation",
      "functions/time/operations/x.ts",
      'import { S3Client } from "@aws-sdk/client-s3";',
    ],
    ["a library in the domain", "functions/time/domain/x.ts", 'import * as z from "zod";'],
    [
      "a context in the kernel",
      "functions/kernel/http/x.ts",
      'import { a } from "#functions/time/routes.ts";',
    ],
    [
      "the kernel in an event",
      "events/time/x.v1.ts",
      'import type { A } from "#functions/kernel/commit.ts";',
    ],
    [
      "another context's event in an event",
      "events/time/x.v1.ts",
      'import { a } from "#events/people/y.v1.ts";',
    ],
    ["a function in a stack", "lib/contexts/time.ts", 'import { a } from "#functions/time/routes.ts";'],
    ["the product in the local cloud", "local/cloud.ts", 'import { a } from "#functions/kernel/commit.ts";'],
    [
      "a test in the product",
      "functions/time/adapters/x.ts",
      'import { a } from "#tests/support/actors.ts";',
    ],
    [
      "the kernel in the offline verifier",
      "functions/audit/verifier/x.ts",
      'import { a } from "#functions/kernel/ids.ts";',
    ],
  ])("%s", (_, file, source) => {
    expect(offences(file, source)).toHaveLength(1);
  });

  test("a file that stands in no room", () => {
    expect(offences("misc/helpers.ts", "")).toEqual(["misc/helpers.ts stands in no known room"]);
  });

  test("and importsOf() sees every kind of import", () => {
    const source =
      'import "a";\nimport b from "b";\nimport type { C } from "c";\nexport * from "d";\nawait import("e");\nimport {\n  f,\n} from "f";';

    expect(importsOf(source)).toEqual(["a", "b", "c", "d", "e", "f"]);
  });
});
