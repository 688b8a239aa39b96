/** What one invocation came to, as Lambda would report it. */
export type Outcome =
  | { readonly ok: true; readonly payload: unknown }
  | {
      readonly ok: false;
      readonly errorType: string;
      readonly errorMessage: string;
      readonly trace: readonly string[];
    };

/** The functions that the stacks declare, ready to be called. */
export interface Functions {
  /** Runs one event to its end. `function` is a name, an ARN, or an ARN with a version or alias. */
  readonly invoke: (fn: string, event: unknown) => Promise<Outcome>;
}
