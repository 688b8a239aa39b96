import * as z from "zod";
import type { PublicKey } from "#functions/identity/domain/key-ring.ts";
import { publicOperation } from "#functions/kernel/operation.ts";

interface Deps {
  readonly keySet: { readonly publicKeys: () => Promise<readonly PublicKey[]> };
}

const key = z.object({
  kid: z.string(),
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  alg: z.literal("ES256"),
  use: z.literal("sig"),
  x: z.string(),
  y: z.string(),
});

export const readKeySet = publicOperation({
  name: "readKeySet",
  summary: "The public keys that access tokens are signed with (RFC 7517).",
  input: z.strictObject({}),
  output: z.object({ keys: z.array(key) }),
  problems: [],
  example: {
    input: {},
    output: {
      keys: [
        {
          kid: "key_01k9x7g0t9p0yj6w5kgfctnxh8",
          kty: "EC",
          crv: "P-256",
          alg: "ES256",
          use: "sig",
          x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
          y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        },
      ],
    },
  },
  run:
    ({ keySet }: Deps) =>
    async () => ({ keys: [...(await keySet.publicKeys())] }),
});
