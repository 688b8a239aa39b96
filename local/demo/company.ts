import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** What the story is told with: whose people, whose punches, and how the files name their columns. */
export interface Company {
  readonly name: string;
  readonly timeZone: string;
  readonly people: string;
  readonly peopleMapping: Readonly<Record<string, string>>;
  readonly punches: {
    readonly form: "long" | "wide";
    /** By the name of the upload. */
    readonly files: Readonly<Record<string, string>>;
  };
}

const sample = (file: string): string =>
  fileURLToPath(new URL(`../../samples/company/${file}`, import.meta.url));

// What exports of other systems call the fields of a person.
const headings: Readonly<Record<string, readonly string[]>> = {
  externalId: ["externalId", "EmployeeID", "EmployeeId", "employee_id", "id"],
  name: ["name", "Name", "FullName"],
  email: ["email", "Email"],
  department: ["department", "Department"],
  position: ["position", "JobRole", "JobTitle"],
  manager: ["manager", "ManagerID", "ManagerId"],
  hireDate: ["hireDate", "HireDate"],
};

interface Files {
  readonly people?: string | undefined;
  readonly in?: string | undefined;
  readonly out?: string | undefined;
}

/** The sample company, or the one whose files are given. */
export async function companyOf({ people, in: came, out: went }: Files): Promise<Company> {
  const file = people ?? sample("people.csv");
  return {
    name: people ? "Attendance Study" : "Harbour Lane Bakery",
    timeZone: people ? "Asia/Kolkata" : "Europe/Amsterdam",
    people: file,
    peopleMapping: mappingFor(await firstLine(file)),
    punches:
      came && went
        ? { form: "wide", files: { in: came, out: went } }
        : { form: "long", files: { punches: sample("punches.csv") } },
  };
}

async function firstLine(file: string): Promise<string> {
  for await (const line of createInterface({ input: createReadStream(file, "utf8") })) return line;
  throw new Error(`${file} is empty`);
}

function mappingFor(header: string): Record<string, string> {
  const columns = header
    .replace(/^\uFEFF/, "")
    .split(",")
    .map((name) => name.trim());
  const mapped = Object.entries(headings).flatMap(([field, names]) => {
    const heading = names.find((name) => columns.includes(name));
    return heading ? [[field, heading] as const] : [];
  });
  return Object.fromEntries(mapped);
}
