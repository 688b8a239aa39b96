import * as z from "zod";
import { type Authorize, allowAll, permit } from "#local/services/authorize.ts";
import { AwsError } from "#local/services/aws-error.ts";
import { action, awsJson } from "#local/services/aws-json.ts";
import type { Clock } from "#local/services/clock.ts";
import type { Buses } from "#local/services/events/buses.ts";
import { type BusEvent, timeOf } from "#local/services/events/event.ts";
import type { AwsRequest, Service } from "#local/services/service.ts";

interface EventBridgeOptions {
  readonly buses: Buses;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly authorize?: Authorize;
}

const entry = z.object({
  Source: z.string().default(""),
  DetailType: z.string().default(""),
  Detail: z.string().default(""),
  EventBusName: z.string().default("default"),
  Resources: z.array(z.string()).default([]),
  /** Seconds since the epoch. */
  Time: z.number().optional(),
});
type Entry = z.infer<typeof entry>;

// Of all entries of a call together, in bytes (PutEvents, API reference).
const largestCall = 256 * 1024;

/** Amazon EventBridge over awsJson 1.1: PutEvents. Buses and rules come from the stacks. */
export function eventBridge({ buses, clock, newId, authorize = allowAll }: EventBridgeOptions): Service {
  const accepted = (entry: Entry, request: AwsRequest) => {
    const { accessKeyId, region } = request;
    const busArn = buses.find(entry.EventBusName, region);
    if (!busArn)
      throw new AwsError("ResourceNotFoundException", `Event bus ${entry.EventBusName} does not exist.`);
    permit(authorize, { accessKeyId, action: "events:PutEvents", resource: busArn });
    return { busArn, event: eventOf(entry, { id: newId(), now: clock.now(), busArn }) };
  };
  const putEvents = ({ Entries }: { Entries: Entry[] }, request: AwsRequest) => {
    if (Entries.reduce((sum, each) => sum + sizeOf(each), 0) > largestCall)
      throw new AwsError(
        "ValidationException",
        `Total size of the entries in the request is over the limit.`,
      );
    const results = Entries.map((each) => attempt(() => accepted(each, request)));
    buses.accept(results.filter((result) => "event" in result));
    return {
      FailedEntryCount: results.filter((result) => "ErrorCode" in result).length,
      Entries: results.map((result) => ("event" in result ? { EventId: result.event.id } : result)),
    };
  };
  const input = z.object({ Entries: z.array(entry).min(1).max(10) });
  return awsJson({ version: "1.1", actions: { PutEvents: action(input, putEvents) } });
}

// An entry fails for itself; only a caller without the right fails whole.
function attempt<Result>(run: () => Result): Result | { ErrorCode: string; ErrorMessage: string } {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof AwsError) || error.code === "AccessDeniedException") throw error;
    return { ErrorCode: error.code, ErrorMessage: error.message };
  }
}

function eventOf(entry: Entry, known: { id: string; now: number; busArn: string }): BusEvent {
  const { Source, DetailType, Detail, Resources, Time } = entry;
  for (const [name, value] of Object.entries({ Source, DetailType, Detail }))
    if (!value)
      throw new AwsError(
        "InvalidArgument",
        `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      );
  if (Source.startsWith("aws."))
    throw new AwsError("NotAuthorizedForSourceException", `Not authorized for the source ${Source}.`);
  const [, , , region = "", account = ""] = known.busArn.split(":");
  return {
    version: "0",
    id: known.id,
    "detail-type": DetailType,
    source: Source,
    account,
    time: timeOf(Time === undefined ? known.now : Time * 1000),
    region,
    resources: Resources,
    detail: detailOf(Detail),
  };
}

function detailOf(detail: string): BusEvent["detail"] {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(detail));
  } catch {
    throw new AwsError("MalformedDetail", "Detail is malformed.");
  }
}

// As the EventBridge user guide counts ("Calculating PutEvents event entry size").
const sizeOf = ({ Source, DetailType, Detail, Resources, Time }: Entry): number =>
  [Source, DetailType, Detail, ...Resources].reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    Time === undefined ? 0 : 14,
  );
