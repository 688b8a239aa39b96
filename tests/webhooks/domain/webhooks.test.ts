import * as fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { deliveryId, newDelivery, settle } from "#functions/webhooks/domain/delivery.ts";
import {
  changed,
  type Endpoint,
  isHopeless,
  liveSecrets,
  rotate,
} from "#functions/webhooks/domain/endpoint.ts";
import { eventFilterPattern, passes } from "#functions/webhooks/domain/event-filter.ts";
import { retryAfterSeconds, retryDelay } from "#functions/webhooks/domain/retry-schedule.ts";
import { secretBytes, secretOf, signedHeaders } from "#functions/webhooks/domain/signature.ts";
import { defaultSettings } from "#lib/config.ts";

/** What a stamp is deployed with. */
const publishedSchedule = defaultSettings.webhookRetrySchedule;

const now = new Date("2026-11-20T09:00:00.000Z");
const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);

describe("event filters", () => {
  test.each([
    ["*", "time.punch-recorded.v1", true],
    ["time.*", "time.punch-recorded.v1", true],
    ["time.*", "timesheets.closed.v1", false],
    ["time.punch-recorded.v1", "time.punch-recorded.v1", true],
    ["time.punch-recorded.v1", "time.punch-recorded.v10", false],
    ["people.*", "time.punch-recorded.v1", false],
  ])("%s for %s: %s", (filter, type, expected) => {
    expect(passes([filter], type)).toBe(expected);
    expect(passes(["leave.*", filter], type)).toBe(expected);
    expect(eventFilterPattern.test(filter)).toBe(true);
  });

  test.each([
    "",
    "time",
    "time.",
    "*.v1",
    "time.punch*",
    "Time.*",
    "time.punch-recorded",
    "time.punch-recorded.v0",
    "time.*.v1",
  ])("%j is none", (filter) => expect(eventFilterPattern.test(filter)).toBe(false));
});

describe("signatures", () => {
  test("are what the standardwebhooks package verifies, under each of the secrets", async () => {
    await fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: secretBytes, maxLength: secretBytes }), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.string(),
        (keys, text) => {
          const secrets = keys.map((key) => secretOf(Buffer.from(key)));
          const body = JSON.stringify({ text });
          const headers = signedHeaders(secrets, { id: "evt_1", at: new Date(), body });
          for (const secret of secrets) expect(new Webhook(secret).verify(body, headers)).toEqual({ text });
          expect(() => new Webhook(secretOf(Buffer.alloc(32, 7))).verify(`${body} `, headers)).toThrow();
        },
      ),
    );
  });

  // The example of the Standard Webhooks 1.0.0 specification.
  test("the published example", () => {
    const headers = signedHeaders(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], {
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      at: new Date(1614265330 * 1000),
      body: '{"test": 2432232314}',
    });
    expect(headers["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });
});

describe("retries", () => {
  test("follow the published schedule, 75 hours and 35 minutes in all", () => {
    expect(publishedSchedule.map((_, at) => retryDelay(publishedSchedule, at + 1, 0.5))).toEqual(
      publishedSchedule,
    );
    expect(publishedSchedule.reduce((sum, seconds) => sum + seconds)).toBe(75 * 3600 + 35 * 60 + 5);
    expect(retryDelay(publishedSchedule, 10, 0.5)).toBeUndefined();
  });

  test("are spread by a fifth to either side", async () => {
    await fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0, max: 0.9999, noNaN: true }),
        (failures, random) => {
          const planned = publishedSchedule[failures - 1] ?? 0;
          const delay = retryDelay(publishedSchedule, failures, random) ?? 0;
          expect(delay).toBeGreaterThanOrEqual(planned * 0.8);
          expect(delay).toBeLessThan(planned * 1.2);
        },
      ),
    );
  });

  test("wait as long as the receiver asks for, up to a day, and not less than planned", () => {
    expect(retryDelay([5], 1, 0.5, 120)).toBe(120);
    expect(retryDelay([300], 1, 0.5, 1)).toBe(300);
    expect(retryDelay([5], 1, 0.5, 1e9)).toBe(86_400);
    expect(retryDelay([5], 2, 0.5, 120)).toBeUndefined();
  });

  test.each([
    ["120", 120],
    ["Fri, 20 Nov 2026 09:02:00 GMT", 120],
    ["Fri, 20 Nov 2020 09:02:00 GMT", 0],
    ["soon", undefined],
    [undefined, undefined],
  ])("Retry-After: %s", (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });
});

describe("a delivery", () => {
  const event = { id: "evt_01kaf5w3q2e8s9c4v7b6n5m1x0", type: "time.punch-recorded.v1" };
  const fresh = newDelivery("tnt_1", "whe_1", event, now);
  const failure = { at: now.toISOString(), durationMs: 100, statusCode: 500 };

  test("has one id for one event", () => {
    expect(fresh).toMatchObject({ id: "dlv_01kaf5w3q2e8s9c4v7b6n5m1x0", status: "pending", turn: 0 });
    expect(deliveryId(event.id)).toBe(fresh.id);
  });

  test("fails after the last attempt of the schedule, and a replay gives it a whole new series", () => {
    let delivery = fresh;
    const waits: (number | undefined)[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const settled = settle(delivery, failure, [5, 10], 0.5);
      delivery = settled.delivery;
      waits.push(settled.retryIn);
    }
    expect(waits).toEqual([5, 10, undefined]);
    expect(delivery).toMatchObject({ status: "failed", turn: 3, attempts: [failure, failure, failure] });
    const again = settle({ ...delivery, status: "pending", round: delivery.turn }, failure, [5, 10], 0.5);
    expect(again).toMatchObject({ retryIn: 5, delivery: { status: "pending", turn: 4 } });
    expect(again.delivery.nextAttemptAt).toBe("2026-11-20T09:00:05.100Z");
  });

  test("ends with a success, and with a failure that is final", () => {
    expect(settle(fresh, { ...failure, statusCode: 204 }, [5], 0.5)).toMatchObject({
      retryIn: undefined,
      delivery: { status: "delivered" },
    });
    expect(settle(fresh, { ...failure, statusCode: 302 }, [5], 0.5)).toMatchObject({ retryIn: 5 });
    expect(settle(fresh, { ...failure, final: true }, [5], 0.5)).toMatchObject({
      retryIn: undefined,
      delivery: { status: "failed" },
    });
  });

  test("remembers the latest twenty attempts", () => {
    let delivery = fresh;
    for (let turn = 0; turn < 30; turn++)
      delivery = settle(delivery, { ...failure, statusCode: 500 + turn }, [], 0).delivery;
    expect(delivery.attempts.map(({ statusCode }) => statusCode)).toEqual(
      Array.from({ length: 20 }, (_, at) => 510 + at),
    );
  });
});

describe("an endpoint", () => {
  const endpoint: Endpoint = {
    tenantId: "tnt_1",
    id: "whe_1",
    url: "https://example.com/",
    events: ["*"],
    enabled: true,
    version: 1,
    secrets: [{ sealed: "first" }],
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
  };
  const sealed = (at: Date, of: Endpoint | undefined) =>
    of && liveSecrets(of, at).map((secret) => secret.sealed);

  test("signs with the old secret beside the new for 24 hours", () => {
    const rotated = rotate(endpoint, "second", now);
    expect(sealed(later(23.9), rotated)).toEqual(["second", "first"]);
    expect(sealed(later(24), rotated)).toEqual(["second"]);
    expect(rotated?.version).toBe(2);
  });

  test("keeps the end of each secret when rotated again, and has five at most", () => {
    let rotated: Endpoint | undefined = endpoint;
    for (let hour = 0; hour < 4; hour++) rotated = rotated && rotate(rotated, `at ${hour}`, later(hour));
    expect(sealed(later(24), rotated)).toEqual(["at 3", "at 2", "at 1", "at 0"]);
    expect(rotated && rotate(rotated, "one too many", later(4))).toBeUndefined();
    expect(rotated && rotate(rotated, "again", later(24))).toBeDefined();
  });

  test("is hopeless after five days of nothing but failures; enabling it forgives them", () => {
    const failing = { ...endpoint, failingSince: now.toISOString() };
    expect([endpoint, failing].map((one) => isHopeless(one, later(5 * 24)))).toEqual([false, true]);
    expect(isHopeless(failing, later(5 * 24 - 0.01))).toBe(false);
    const enabled = changed(
      { ...failing, enabled: false, disabledReason: "failing" },
      { enabled: true },
      now,
    );
    expect(enabled).toMatchObject({ enabled: true, disabledReason: undefined, failingSince: undefined });
  });
});
