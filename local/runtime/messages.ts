/** What an environment needs to know about its function; it stays the same from one invocation to the next. */
export interface EnvironmentData {
  /** The bundle, and the name that it exports the handler by. */
  readonly file: string;
  readonly exportName: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryLimitInMB: string;
  readonly logStreamName: string;
  /** One cell: 0 while the environment shall stay frozen, 1 once an invocation waits on the port. */
  readonly thaw: SharedArrayBuffer;
}

export interface Invocation {
  readonly requestId: string;
  /** The event as JSON, as the Runtime API hands it over. */
  readonly event: string;
  readonly timeoutMs: number;
}

export interface Failure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** What an environment tells its keeper. */
export type Message =
  | { readonly kind: "ready" }
  | { readonly kind: "log"; readonly text: string }
  | { readonly kind: "answer"; readonly json: string }
  | { readonly kind: "failure"; readonly failure: Failure }
  /** The process itself failed; the environment ends after this. */
  | { readonly kind: "crash"; readonly failure: Failure };
