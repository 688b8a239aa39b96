import { randomBytes } from "node:crypto";
import type { Principal } from "#local/iam/principal.ts";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

interface Session extends Credentials {
  readonly principal: Principal;
}

export interface Sessions {
  readonly open: (principal: Principal, seconds: number) => Credentials;
  /** Finds a session by its access key, also one that has lately expired. */
  readonly find: (accessKeyId: string) => Session | undefined;
}

const hour = 3_600_000;

/** The temporary credentials that are out. They end with the process. */
export function openSessions(now: () => number, random: (bytes: number) => Buffer = randomBytes): Sessions {
  const sessions = new Map<string, Session>();
  const forget = () => {
    for (const [key, { expiration }] of sessions)
      if (expiration.getTime() + hour < now()) sessions.delete(key);
  };
  return {
    open: (principal, seconds) => {
      if (sessions.size % 256 === 255) forget();
      const credentials: Credentials = {
        accessKeyId: `ASIA${random(8).toString("hex").toUpperCase()}`,
        secretAccessKey: random(30).toString("base64"),
        sessionToken: random(48).toString("base64"),
        expiration: new Date(now() + seconds * 1_000),
      };
      sessions.set(credentials.accessKeyId, { ...credentials, principal });
      return credentials;
    },
    find: (accessKeyId) => sessions.get(accessKeyId),
  };
}
