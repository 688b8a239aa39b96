export const weekDays = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;
export type WeekDay = (typeof weekDays)[number];

/** What a tenant decides for all its people. */
export interface Settings {
  readonly name: string;
  /** IANA name. */
  readonly timeZone: string;
  /** BCP 47 tag in its canonical form. */
  readonly locale: string;
  readonly weekStart: WeekDay;
}

/** The canonical form of a BCP 47 tag, `undefined` when it is none. */
export function canonicalLocale(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

/** The settings that differ, by name. */
export const changedSettings = (before: Settings, after: Settings): readonly (keyof Settings)[] =>
  (["name", "timeZone", "locale", "weekStart"] as const).filter((key) => before[key] !== after[key]);
