/** What a refusal means to the caller. The HTTP status is chosen at the door, never here. */
export type RefusalKind =
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "gone"
  | "stale"
  | "too-large"
  | "unsupported"
  | "unprocessable"
  | "too-many"
  | "unavailable";

/** One thing that is wrong with the input: where, and why. */
export interface Fault {
  /** Path of the value, as in `owner.email` or `rows.3.date`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

/** What a refusal says; `code` is stable (`<context>.<kebab-case>`) and safe to switch on. */
export interface Refusal {
  readonly kind: RefusalKind;
  readonly code: string;
  readonly message: string;
  readonly faults?: readonly Fault[];
  /** Seconds after which another try can succeed (RFC 9110 §10.2.3). */
  readonly retryAfterSeconds?: number;
}

/** A refusal that the caller can act on. Anything else that is thrown is a fault of ours. */
export class AppError extends Error implements Refusal {
  override readonly name = "AppError";
  readonly kind: RefusalKind;
  readonly code: string;
  readonly faults: readonly Fault[];
  readonly retryAfterSeconds: number | undefined;

  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(refusal.message, options);
    this.kind = refusal.kind;
    this.code = refusal.code;
    this.faults = refusal.faults ?? [];
    this.retryAfterSeconds = refusal.retryAfterSeconds;
  }
}

/** Throws the refusal; reads as a sentence where it stands: `refuse("conflict", "time.already-in", "…")`. */
export function refuse(
  kind: RefusalKind,
  code: string,
  message: string,
  more: Pick<Refusal, "faults" | "retryAfterSeconds"> & ErrorOptions = {},
): never {
  const { cause, ...rest } = more;
  throw new AppError({ kind, code, message, ...rest }, { cause });
}
