import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import * as fc from "fast-check";
import { compactVerify, importJWK } from "jose";
import { expect, test } from "vitest";
import {
  type Checkpoint,
  compactJws,
  isGenuine,
  readCheckpoint,
  signingInput,
  thumbprint,
} from "#functions/audit/domain/checkpoint.ts";
import { rawSignature } from "#functions/audit/domain/der.ts";
import { signerInMemory } from "#tests/audit/audit-in-memory.ts";

const checkpoint: Checkpoint = {
  format: "tenure.audit-checkpoint.v1",
  origin: "https://tenure.example",
  tenantId: "tnt_00000000000000000000000001",
  size: 3,
  root: "jo9z9Zk0l0V3p2wqvQ9V1g0sE2cZ0m3V7oYt1f7m2Jc=",
  time: "2026-11-20T09:00:00.000Z",
};

test("a stranger's JOSE library verifies a checkpoint with the published key", async () => {
  const signer = signerInMemory();
  const key = await signer.key();
  const input = signingInput(checkpoint, key.kid);
  const jws = compactJws(input, await signer.sign(input));

  const { payload, protectedHeader } = await compactVerify(jws, await importJWK({ ...key }, "ES256"));
  expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(checkpoint);
  expect(protectedHeader).toEqual({ alg: "ES256", kid: key.kid, typ: "tenure-checkpoint" });
  expect(readCheckpoint(jws)).toEqual(checkpoint);
  expect(isGenuine(jws, key)).toBe(true);
  expect(isGenuine(jws, await signerInMemory().key())).toBe(false);
});

test("what is signed with no algorithm, or is no checkpoint, is none", () => {
  const jws = (header: object, payload: object) =>
    [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  expect(readCheckpoint(`${jws({ alg: "none" }, checkpoint)}.`)).toBeUndefined();
  expect(readCheckpoint(`${jws({ alg: "HS256" }, checkpoint)}.AAAA`)).toBeUndefined();
  expect(readCheckpoint(`${jws({ alg: "ES256" }, { ...checkpoint, format: "x" })}.AAAA`)).toBeUndefined();
  expect(readCheckpoint("a.b")).toBeUndefined();
});

// RFC 7638 §3.1 has an RSA key alone; this one's thumbprint was computed by jose's calculateJwkThumbprint.
test("a key is named by its RFC 7638 thumbprint", async () => {
  const { calculateJwkThumbprint } = await import("jose");
  const { kid, ...key } = await signerInMemory().key();
  expect(kid).toBe(await calculateJwkThumbprint(key));
  expect(thumbprint({ y: key.y, x: key.x, crv: "P-256", kty: "EC" })).toBe(kid);
});

test("DER signatures, short numbers and long, become r and s", async () => {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { publicKey } = { publicKey: await keyOf(privateKey) };
  await fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (message) => {
      const raw = rawSignature(sign("sha256", message, privateKey));
      expect(raw).toHaveLength(64);
      const input = Buffer.from(message).toString("base64url");
      const jws = compactJws(input, rawSignature(sign("sha256", Buffer.from(input), privateKey)));
      expect(isGenuine(jws, publicKey)).toBe(true);
    }),
    { numRuns: 300 },
  );
  expect(() => rawSignature(Buffer.from("3006020101", "hex"))).toThrow("not a DER");
  expect(rawSignature(Buffer.from("3006020101020102", "hex")).at(31)).toBe(1);
});

async function keyOf(privateKey: KeyObject) {
  const { createPublicKey } = await import("node:crypto");
  const { x = "", y = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  return { kty: "EC", crv: "P-256", x, y, kid: "" } as const;
}
