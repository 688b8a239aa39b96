import * as z from "zod";
import type { Provider, Resource } from "#local/resource.ts";
import { AwsError } from "#local/services/aws-error.ts";
import type { Deliveries } from "#local/services/deliveries.ts";
import type { Delivery } from "#local/services/delivery-table.ts";
import { type BusEvent, busEvent } from "#local/services/events/event.ts";
import { eventPattern } from "#local/services/events/event-pattern.ts";
import { inputOf, messageGroupOf, type Target, targetProperties } from "#local/services/events/target.ts";
import type { Test } from "#local/services/events/value-test.ts";
import type { Deliver } from "#local/services/service.ts";
import type { Store } from "#local/store.ts";

interface Rule {
  readonly arn: string;
  readonly name: string;
  readonly busArn: string;
  readonly matches: Test;
  readonly targets: readonly Target[];
}

export interface Buses extends Provider {
  readonly define: (resource: Resource) => void;
  /** The bus of a name or an ARN in a region, if there is one. */
  readonly find: (nameOrArn: string, region: string) => string | undefined;
  /** Takes events for good, all or none: each will reach the targets of the rules it matches. */
  readonly accept: (events: readonly { readonly busArn: string; readonly event: BusEvent }[]) => void;
  /** Takes an event that another bus hands on. */
  readonly deliver: Deliver;
}

interface BusesOptions {
  readonly store: Store;
  readonly deliveries: Deliveries;
  /** The account of the bus `default`, which each region has: twelve digits. */
  readonly account: string;
}

const ruleProperties = z.object({
  EventBusName: z.string().default("default"),
  EventPattern: z.unknown(),
  State: z.enum(["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"]).default("ENABLED"),
  ScheduleExpression: z.undefined("schedules belong to EventBridge Scheduler").optional(),
  Targets: z.array(targetProperties).default([]),
});

/** The event buses of the local cloud and their rules. */
export function openBuses({ store, deliveries, account }: BusesOptions): Buses {
  const buses = new Set<string>();
  const rules = new Map<string, Rule>();
  const exists = (arn: string) => buses.has(arn) || arn.endsWith(`:${account}:event-bus/default`);

  const accept: Buses["accept"] = (events) =>
    store.transaction(() => {
      for (const { busArn, event } of events)
        deliveries.accept([...rules.values()].flatMap((rule) => deliveriesOf(rule, busArn, event)));
    });

  return {
    types: [
      "AWS::Events::EventBus",
      "AWS::Events::EventBusPolicy",
      "AWS::Events::Rule",
      "AWS::Events::Archive",
    ],
    define: (resource) => {
      if (resource.type === "AWS::Events::EventBus") buses.add(resource.arn);
      if (resource.type === "AWS::Events::Rule") defineRule(rules, resource);
    },
    find: (nameOrArn, region) => {
      const arn = nameOrArn.startsWith("arn:")
        ? nameOrArn
        : `arn:aws:events:${region}:${account}:event-bus/${nameOrArn}`;
      return exists(arn) ? arn : undefined;
    },
    accept,
    deliver: async (busArn, payload) => {
      if (!exists(busArn))
        throw new AwsError("ResourceNotFoundException", `Event bus ${busArn} does not exist.`);
      accept([{ busArn, event: busEvent.parse(JSON.parse(payload)) }]);
    },
  };
}

function defineRule(rules: Map<string, Rule>, { arn, name, properties }: Resource): void {
  const { EventBusName, EventPattern, State, Targets } = ruleProperties.parse(properties);
  const [, , , region = "", account = ""] = arn.split(":");
  const busArn = EventBusName.startsWith("arn:")
    ? EventBusName
    : `arn:aws:events:${region}:${account}:event-bus/${EventBusName}`;
  rules.delete(arn);
  if (State === "DISABLED") return;
  rules.set(arn, { arn, name, busArn, matches: eventPattern(EventPattern), targets: Targets });
}

function deliveriesOf(rule: Rule, busArn: string, event: BusEvent): Delivery[] {
  if (rule.busArn !== busArn || !rule.matches(event)) return [];
  return rule.targets.map((target) => ({
    targetArn: target.Arn,
    payload: inputOf(target, event, rule),
    messageGroupId: messageGroupOf(target, event),
    maximumRetries: target.RetryPolicy.MaximumRetryAttempts,
    maximumAge: target.RetryPolicy.MaximumEventAgeInSeconds,
    deadLetterArn: target.DeadLetterConfig?.Arn,
    sentBy: rule.arn,
  }));
}
