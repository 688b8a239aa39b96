import type { IncomingMessage, ServerResponse } from "node:http";

/** What stands before the body of a call that an AWS SDK made to the loopback endpoint. */
export interface AwsHead {
  /** Signing name of the service, from the credential scope: `dynamodb`, `sqs`, `events`, `s3` … */
  readonly service: string;
  readonly region: string;
  /** Whose credentials signed it; `undefined` for an anonymous call. */
  readonly accessKeyId: string | undefined;
  readonly method: string;
  /** Path without the query, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}

/** One call, with its body read. */
export interface AwsRequest extends AwsHead {
  readonly body: Buffer;
}

export interface AwsReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Answers one AWS service's calls over its own wire protocol. */
export type Service = (request: AwsRequest) => Promise<AwsReply>;

/** A service whose bodies may be larger than memory (S3): it reads and writes the streams itself. */
export type StreamingService = (
  head: AwsHead,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;

export interface DeliverOptions {
  readonly messageGroupId?: string;
  readonly deduplicationId?: string;
  /** Message attributes, all texts; only queues take them. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Hands a payload to the resource that an ARN names (queue, function or bus); rejects when it cannot take it. */
export type Deliver = (targetArn: string, payload: string, options?: DeliverOptions) => Promise<void>;
