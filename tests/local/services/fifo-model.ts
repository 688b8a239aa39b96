import { expect } from "vitest";
import { openQueues } from "#local/services/sqs/queues.ts";
import { openStore } from "#local/store.ts";
import { manualClock } from "#tests/local/services/manual-clock.ts";
import { queueArn, resource } from "#tests/local/services/resource.ts";

const arn = queueArn("ordered.fifo");
const seconds = 30;

interface Received {
  readonly body: string;
  readonly group: string;
  readonly handle: string;
  readonly until: number;
}

export type Step =
  | { readonly kind: "send"; readonly group: string }
  | { readonly kind: "receive"; readonly max: number }
  | { readonly kind: "acknowledge" | "release"; readonly which: number }
  | { readonly kind: "wait"; readonly seconds: number };

/** A FIFO queue beside plain lists of what it must hold; each step does the same to both and compares. */
export function fifoModel() {
  const { clock, advance } = manualClock();
  let ids = 0;
  const queues = openQueues({ store: openStore(), clock, newId: () => `m${ids++}` });
  queues.define(resource("AWS::SQS::Queue", "ordered.fifo", { FifoQueue: true, VisibilityTimeout: seconds }));
  /** Not acknowledged yet, in the order of sending. */
  let kept: { readonly body: string; readonly group: string }[] = [];
  let received: Received[] = [];
  const hidden = () => new Set(received.filter(({ until }) => until > clock.now()).map(({ group }) => group));
  const bodiesOf = (group: string) => kept.filter((each) => each.group === group).map(({ body }) => body);

  const send = (group: string) => {
    const body = `${group}${ids}`;
    queues.send(arn, { body, groupId: group, deduplicationId: body });
    kept.push({ body, group });
  };

  const receive = (max: number) => {
    const inFlight = hidden();
    const free = kept.filter(({ group }) => !inFlight.has(group));
    const records = queues.receive(arn, { max });
    expect(records).toHaveLength(Math.min(max, free.length));
    for (const group of new Set(records.map(({ attributes }) => attributes.MessageGroupId ?? ""))) {
      const bodies = records
        .filter(({ attributes }) => attributes.MessageGroupId === group)
        .map(({ body }) => body);
      expect(inFlight).not.toContain(group);
      expect(bodies).toEqual(bodiesOf(group).slice(0, bodies.length));
    }
    const until = clock.now() + seconds * 1000;
    const now = records.map(({ body, receiptHandle: handle, attributes }) => ({
      body,
      handle,
      until,
      group: attributes.MessageGroupId ?? "",
    }));
    received = [...received.filter(({ body }) => !now.some((each) => each.body === body)), ...now];
  };

  const settle = (kind: "acknowledge" | "release", which: number) => {
    const chosen = received[which % Math.max(received.length, 1)];
    if (!chosen) return;
    const late = chosen.until <= clock.now();
    expect(queues[kind](arn, [chosen.handle]).size).toBe(late ? 1 : 0);
    if (late) return;
    received = received.filter((each) => each !== chosen);
    if (kind === "acknowledge") kept = kept.filter(({ body }) => body !== chosen.body);
  };

  return async (step: Step) => {
    if (step.kind === "send") send(step.group);
    else if (step.kind === "receive") receive(step.max);
    else if (step.kind === "wait") await advance(step.seconds * 1000);
    else settle(step.kind, step.which);
  };
}
