import { createPublicKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { PublicKey } from "#functions/audit/domain/checkpoint.ts";
import { parseKey } from "./parse-line.ts";
import type { Trust } from "./verify-export.ts";

/** A file given on the command line is not what it should be. */
export class BadFile extends Error {
  override readonly name = "BadFile";
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined;

/** A P-256 public key as JWK or PEM. */
async function keyIn(file: string): Promise<PublicKey> {
  const text = await readFile(file, "utf8");
  const jwk = text.includes("-----BEGIN") ? createPublicKey(text).export({ format: "jwk" }) : json(text);
  const key = parseKey(jwk) ?? parseKey(member(jwk, "key"));
  if (!key) throw new BadFile(`${file} holds no P-256 public key`);
  return key;
}

/** An earlier checkpoint: the answer of `GET /v1/audit/checkpoint`, which tells the key too, or the bare JWS. */
async function checkpointIn(file: string): Promise<Trust> {
  const text = (await readFile(file, "utf8")).trim();
  const answer = json(text);
  const signed = member(answer, "signed") ?? text;
  if (typeof signed !== "string" || signed.split(".").length !== 3)
    throw new BadFile(`${file} holds no checkpoint`);
  return { checkpoint: signed, key: parseKey(member(answer, "key")) };
}

/** What the files given on the command line make known. A key that is given by itself goes before one that comes with a checkpoint. */
export async function readTrust(files: {
  readonly key?: string;
  readonly checkpoint?: string;
}): Promise<Trust> {
  const earlier = files.checkpoint === undefined ? {} : await checkpointIn(files.checkpoint);
  return { ...earlier, ...(files.key !== undefined && { key: await keyIn(files.key) }) };
}
