import { Temporal } from "temporal-polyfill";

/** Whether this is a zone of the IANA database. Bare offsets are not: they know no summer time. */
export function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && Temporal.Now.zonedDateTimeISO(name).timeZoneId.length > 0;
  } catch {
    return false;
  }
}
