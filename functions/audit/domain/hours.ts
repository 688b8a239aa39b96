const hourMs = 3_600_000;

/** The hour of UTC, `2026-11-20T09`. */
export const hourOf = (time: Date): string => time.toISOString().slice(0, 13);

const startOf = (hour: string): number => Date.parse(`${hour}:00:00Z`);

/** The hour so many hours later. */
export const hoursAfter = (hour: string, hours: number): string =>
  hourOf(new Date(startOf(hour) + hours * hourMs));

/** The hours from one up to, not including, another; at most `most`. */
export const hoursFrom = (from: string, to: string, most: number): readonly string[] => {
  const count = Math.max(0, Math.min(most, (startOf(to) - startOf(from)) / hourMs));
  return Array.from({ length: count }, (_, at) => hoursAfter(from, at));
};

const digits = "0123456789abcdefghjkmnpqrstvwxyz";

/** When an id was made: a UUIDv7 begins with 48 bits of milliseconds (RFC 9562 §5.7), a TypeID writes them as ten digits. */
export const madeAt = (id: string): Date => {
  const time = id.slice(id.indexOf("_") + 1).slice(0, 10);
  return new Date([...time].reduce((sum, digit) => sum * 32 + digits.indexOf(digit), 0));
};
