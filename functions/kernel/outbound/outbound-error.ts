/** Why an outbound call had no answer. Stable: delivery logs show it. */
export type OutboundFault =
  /** The URL is not one that may be called at all. */
  | "outbound.url-refused"
  /** The host name stands for an address that is not public. */
  | "outbound.address-refused"
  | "outbound.name-not-resolved"
  | "outbound.connection-failed"
  | "outbound.tls-failed"
  /** Name, connection, answer and body together took too long. */
  | "outbound.timeout"
  /** What came back was not HTTP, or its headers were too large. */
  | "outbound.bad-response";

/** An outbound call that had no answer. */
export class OutboundError extends Error {
  override readonly name = "OutboundError";
  readonly code: OutboundFault;

  constructor(code: OutboundFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
