import type { Deliver } from "#local/services/service.ts";

/** Delivers by the service that an ARN names (`sqs`, `lambda`, `events`). */
export const deliverBy =
  (services: Readonly<Record<string, Deliver>>): Deliver =>
  async (targetArn, payload, options) => {
    const deliver = services[targetArn.split(":")[2] ?? ""];
    if (!deliver) throw new Error(`Nothing of the local cloud takes deliveries to ${targetArn}`);
    await deliver(targetArn, payload, options);
  };
