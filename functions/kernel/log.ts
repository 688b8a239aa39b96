import { Logger } from "@aws-lambda-powertools/logger";

/** Structured log lines. Never hand it a name, an address, a body or a secret: ids and codes only. */
export const log = new Logger({ serviceName: "tenure" });
