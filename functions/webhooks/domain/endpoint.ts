/** One signing secret, encrypted. */
export interface SealedSecret {
  readonly sealed: string;
  /** It signs until then; the newest secret has no end. */
  readonly until?: string | undefined;
}

/** Why the platform, not the tenant, stopped sending: the receiver answered 410, or failed for days. */
export type DisabledReason = "gone" | "failing";

/** Where a tenant wants its events posted. */
export interface Endpoint {
  readonly tenantId: string;
  readonly id: string;
  readonly url: string;
  /** Event filters; see `passes`. */
  readonly events: readonly string[];
  readonly description?: string | undefined;
  readonly enabled: boolean;
  readonly disabledReason?: DisabledReason | undefined;
  /** When the failures began that no success has interrupted since. */
  readonly failingSince?: string | undefined;
  /** Newest first. */
  readonly secrets: readonly SealedSecret[];
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** As many as a tenant may have: each costs every event a look. */
export const mostEndpoints = 50;

const daysOfFailure = 5;
const overlapHours = 24;
const hourMs = 3_600_000;

/** Secrets that sign at a time. */
const mostSecrets = 5;

/** The secrets that sign now. */
export const liveSecrets = ({ secrets }: Endpoint, now: Date): readonly SealedSecret[] =>
  secrets.filter(({ until }) => until === undefined || Date.parse(until) > now.getTime());

/** Puts a new secret before the others, which go on signing for 24 hours; `undefined` when five are live already. */
export function rotate(endpoint: Endpoint, sealed: string, now: Date): Endpoint | undefined {
  const live = liveSecrets(endpoint, now);
  if (live.length >= mostSecrets) return undefined;
  const end = new Date(now.getTime() + overlapHours * hourMs).toISOString();
  const older = live.map((secret) => ({ ...secret, until: secret.until ?? end }));
  return changed(endpoint, { secrets: [{ sealed }, ...older] }, now);
}

/** The endpoint after a change; enabling it forgives its failures. */
export const changed = (endpoint: Endpoint, changes: Partial<Endpoint>, now: Date): Endpoint => ({
  ...endpoint,
  ...changes,
  ...(changes.enabled && { disabledReason: undefined, failingSince: undefined }),
  version: endpoint.version + 1,
  updatedAt: now.toISOString(),
});

/** Whether it has done nothing but fail for five days. */
export const isHopeless = ({ failingSince }: Pick<Endpoint, "failingSince">, now: Date): boolean =>
  failingSince !== undefined && now.getTime() - Date.parse(failingSince) >= daysOfFailure * 24 * hourMs;
