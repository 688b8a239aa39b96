/** Tries whether what the stamp stands on answers. */
export interface Probes {
  /** By name, whether it answered. Never rejects. */
  readonly run: () => Promise<Readonly<Record<string, boolean>>>;
}

/** What is shown to people and programs, made when first asked for. */
export interface Reference {
  readonly description: () => Readonly<Record<string, unknown>>;
  readonly explorer: () => string;
  readonly problems: () => string;
  readonly script: string;
  readonly style: string;
}
