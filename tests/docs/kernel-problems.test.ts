import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { kernelProblems } from "#functions/docs/openapi/kernel-problems.ts";

test("each code that the door and the kernel refuse with is explained, once", () => {
  const files = globSync(["functions/kernel/{http,auth,dynamodb}/*.ts"]);
  const codes = files.flatMap((file) => [
    ...readFileSync(file, "utf8").matchAll(
      /"((?:request|auth|tenants)\.[a-z-]+|kernel\.(?:busy|internal))"/g,
    ),
  ]);
  const used = [...new Set(codes.map(([, code = ""]) => code))].sort();
  expect(used.length).toBeGreaterThan(15);
  const explained = kernelProblems.map(({ code }) => code);
  // The last of these is what operations on versioned things refuse with.
  expect(explained.toSorted()).toEqual([...new Set([...used, "request.stale"])].sort());
});
