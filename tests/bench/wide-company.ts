/** CSV files of a company of any size, the same every time. */
export interface WideCompany {
  readonly people: string;
  /** A row a person and a column a day: when they came, and when they went. */
  readonly in: string;
  readonly out: string;
  readonly sessions: number;
}

interface Size {
  readonly people: number;
  /** How many of them have sessions. */
  readonly clocked: number;
  readonly days: number;
}

const departments = ["Bakery", "Shop", "Delivery", "Office"];

/** The people of `samples/company` many times over, every tenth of them a manager of the nine that follow. */
export function wideCompany({ people, clocked, days }: Size): WideCompany {
  const ids = Array.from({ length: people }, (_, at) => `W-${String(at + 1).padStart(5, "0")}`);
  const dates = Array.from({ length: days }, (_, at) => new Date(Date.UTC(2025, 0, 1 + at)));
  const rows = (hour: number): string =>
    [
      ["", ...dates.map((date) => dayOf(date))],
      ...ids
        .slice(0, clocked)
        .map((id, person) => [id, ...dates.map((date, day) => `${dayOf(date)} ${time(hour, person, day)}`)]),
    ]
      .map((cells) => `${cells.join(",")}\n`)
      .join("");
  return {
    people: ["externalId,name,department,manager,hireDate", ...ids.map(personRow)].join("\n"),
    in: rows(8),
    out: rows(16),
    sessions: clocked * days,
  };
}

const personRow = (id: string, at: number): string => {
  const manager = at % 10 === 0 ? "" : `W-${String(at - (at % 10) + 1).padStart(5, "0")}`;
  return [id, `Person ${at + 1}`, departments[at % departments.length], manager, "2020-01-01"].join(",");
};

const dayOf = (date: Date): string => date.toISOString().slice(0, 10).split("-").reverse().join("/");

const time = (hour: number, person: number, day: number): string =>
  `${String(hour).padStart(2, "0")}:${String((person * 7 + day * 13) % 60).padStart(2, "0")}`;
