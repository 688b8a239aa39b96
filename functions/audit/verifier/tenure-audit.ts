#!/usr/bin/env node
import { parseArgs } from "node:util";
import { BadFile, readTrust } from "./trust.ts";
import type { Verdict } from "./verdict.ts";
import { type Trust, verifyExport } from "./verify-export.ts";

const usage = `tenure-audit verify FILE [--key FILE] [--checkpoint FILE] [--json]

Checks an export of a Tenure audit log: every entry is the one that was signed, in its place, and none is missing.
Needs nothing but the file; uses no network.

  --key FILE         the public key that you trust (JWK or PEM); without it, the one in the file is taken
  --checkpoint FILE  a checkpoint that you kept from before; the log must begin with what it covers
  --json             one line of JSON instead of sentences

Exit code 0: verified. 1: not verified. 2: it could not be checked.`;

function explain({ verified, tenantId, entries, root, key, fault }: Verdict, { key: pinned }: Trust): string {
  if (verified)
    return [
      `Verified: ${entries} entries of ${tenantId}`,
      `Root:     ${root}`,
      `Key:      ${key}${pinned ? "" : " (as the file tells it; compare it with the one you know, or give --key)"}`,
    ].join("\n");
  const place = fault?.index === undefined ? "" : `entry ${fault.index}${fault.id ? ` (${fault.id})` : ""}: `;
  const line = fault?.line === undefined ? "" : ` (line ${fault.line})`;
  return `NOT verified: ${place}${fault?.problem}: ${fault?.message}${line}`;
}

const options = {
  key: { type: "string" },
  checkpoint: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [command, file, ...more] = positionals;
  if (values.help) return say(usage, 0);
  if (command !== "verify" || file === undefined || more.length > 0) return say(usage, 2);
  const trust = await readTrust(values);
  const verdict = await verifyExport(file, trust);
  const isExport = verdict.fault?.problem !== "not-an-export";
  if (values.json) console.log(JSON.stringify(verdict));
  else if (isExport) console.log(explain(verdict, trust));
  else throw new BadFile(`${file} is no export of an audit log`);
  if (!isExport) return 2;
  return verdict.verified ? 0 : 1;
}

function say(text: string, code: number): number {
  (code === 2 ? console.error : console.log)(text);
  return code;
}

// What was given is at fault, not this program: an option, a path, a file's content.
const isGiven = (error: unknown): error is Error =>
  error instanceof BadFile ||
  (error instanceof Error &&
    "code" in error &&
    /^(E[A-Z]+|ERR_PARSE_ARGS|ERR_OSSL)/.test(String(error.code)));

try {
  process.exitCode = await main();
} catch (error) {
  if (!isGiven(error)) throw error;
  process.exitCode = say(`tenure-audit: ${error.message}`, 2);
}
