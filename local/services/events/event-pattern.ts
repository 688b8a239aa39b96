import { matcher } from "#local/services/events/matcher.ts";
import { isObject, type Test } from "#local/services/events/value-test.ts";

/**
 * Compiles an event pattern of EventBridge (and of Lambda's filter criteria) into a test. All keys of a pattern
 * must match, and of each list one matcher. Throws on a matcher that EventBridge does not know.
 */
export function eventPattern(pattern: unknown): Test {
  if (!isObject(pattern)) throw new Error(`An event pattern is an object, not ${JSON.stringify(pattern)}`);
  const tests = Object.entries(pattern).map(([key, rule]) =>
    key === "$or" ? anyOf(rule) : field(key, rule),
  );
  return (event) => tests.every((test) => test(event));
}

function anyOf(patterns: unknown): Test {
  if (!Array.isArray(patterns)) throw new Error("$or takes a list of patterns");
  const tests = patterns.map(eventPattern);
  return (event) => tests.some((test) => test(event));
}

function field(key: string, rule: unknown): Test {
  const test = Array.isArray(rule) ? leaf(rule) : within(eventPattern(rule));
  return (event) => test(isObject(event) && Object.hasOwn(event, key) ? event[key] : undefined);
}

// Of a list of objects one must match; what is absent matches like an empty object (`exists: false` within it).
const within =
  (test: Test): Test =>
  (value) =>
    (Array.isArray(value) ? value : [value]).some((each) => test(isObject(each) ? each : {}));

// Only leaves have values: an object, or an empty list, counts as absent.
function leaf(rules: readonly unknown[]): Test {
  const wantsAbsence = rules.some((rule) => isObject(rule) && rule["exists"] === false);
  const tests = rules.map(matcher);
  return (value) => {
    const values = (Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : [value]).filter(
      (each) => each !== undefined && !isObject(each),
    );
    return values.length === 0 ? wantsAbsence : values.some((each) => tests.some((test) => test(each)));
  };
}
