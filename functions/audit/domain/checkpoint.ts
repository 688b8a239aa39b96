import { createHash, createPublicKey, verify } from "node:crypto";
import { canonicalJson } from "#functions/audit/domain/canonical-json.ts";

/** A P-256 public key (RFC 7517, RFC 7518 §6.2); `kid` is its thumbprint (RFC 7638). */
export interface PublicKey {
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly x: string;
  readonly y: string;
  readonly kid: string;
}

/** What is signed: the whole log of a tenant at one moment, in one hash. */
export interface Checkpoint {
  readonly format: "tenure.audit-checkpoint.v1";
  /** The deployment that says so: its public URL. */
  readonly origin: string;
  readonly tenantId: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
  readonly time: string;
}

const encode = (value: unknown): string => Buffer.from(canonicalJson(value)).toString("base64url");

/** The SHA-256 thumbprint of a P-256 key (RFC 7638). */
export const thumbprint = ({ crv, kty, x, y }: Omit<PublicKey, "kid">): string =>
  createHash("sha256").update(canonicalJson({ crv, kty, x, y })).digest("base64url");

/** The signing input of a checkpoint's JWS (RFC 7515 §5.1). */
export const signingInput = (checkpoint: Checkpoint, kid: string): string =>
  `${encode({ alg: "ES256", kid, typ: "tenure-checkpoint" })}.${encode(checkpoint)}`;

/** The compact JWS of a checkpoint, given the signature's 64 bytes r and s. */
export const compactJws = (input: string, signature: Uint8Array): string =>
  `${input}.${Buffer.from(signature).toString("base64url")}`;

function partsOf(jws: string): readonly [header: unknown, payload: unknown] | undefined {
  const parts = jws.split(".");
  if (parts.length !== 3) return undefined;
  try {
    const [header, payload] = parts.map((part) => Buffer.from(part, "base64url").toString("utf8"));
    return [JSON.parse(header ?? ""), JSON.parse(payload ?? "")];
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const isCheckpoint = (value: unknown): value is Checkpoint =>
  isRecord(value) &&
  value["format"] === "tenure.audit-checkpoint.v1" &&
  [value["origin"], value["tenantId"], value["root"], value["time"]].every(
    (text) => typeof text === "string",
  ) &&
  Number.isSafeInteger(value["size"]);

/** What a JWS says, if it is a checkpoint at all; whether it is genuine, `isGenuine` tells. */
export function readCheckpoint(jws: string): Checkpoint | undefined {
  const [header, payload] = partsOf(jws) ?? [];
  return isRecord(header) && header["alg"] === "ES256" && isCheckpoint(payload) ? payload : undefined;
}

/** Whether the key signed the JWS. The algorithm is ES256, whatever the JWS would have it be. */
export function isGenuine(jws: string, { kty, crv, x, y }: PublicKey): boolean {
  const at = jws.lastIndexOf(".");
  const key = createPublicKey({ key: { kty, crv, x, y }, format: "jwk" });
  const signature = Buffer.from(jws.slice(at + 1), "base64url");
  return verify("sha256", Buffer.from(jws.slice(0, at)), { key, dsaEncoding: "ieee-p1363" }, signature);
}
