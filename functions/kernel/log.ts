import { Logger } from "@aws-lambda-powertools/logger";
import { told } from "#functions/kernel/errors/told.ts";

type Fields = Readonly<Record<string, unknown>>;

const logger = new Logger({ serviceName: "tenure" });

// Powertools would write all that an error carries.
const safe = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? told(value) : value]),
  );

/** Structured log lines. Never hand it a name, an address, a body or a secret: ids and codes only, and errors. */
export const log = {
  info: (message: string, fields: Fields): void => logger.info(message, safe(fields)),
  error: (message: string, fields: Fields): void => logger.error(message, safe(fields)),
};
