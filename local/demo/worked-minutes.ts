import type { ApiClient } from "#local/demo/api-client.ts";
import type { Message } from "#local/demo/receiver.ts";
import type { Teller } from "#local/demo/tell.ts";

interface Stretch {
  readonly employeeId: string;
  readonly from: string;
  readonly to: string;
}

const readersAtOnce = 4;

/** All minutes of everybody whose past sessions a webhook told of, read month by month. */
export async function workedMinutes(
  api: ApiClient,
  tell: Teller,
  messages: readonly Message[],
): Promise<number> {
  const stretches = messages
    .filter(({ type }) => type === "time.sessions-imported.v1")
    // The event's published contract says so.
    .flatMap(({ data }) => data["employees"] as Stretch[]);
  const months = new Set(
    stretches.flatMap(({ employeeId, from, to }) =>
      monthsOf(from, to).map((month) => `${employeeId}/months/${month}`),
    ),
  );
  let sum = 0;
  let done = 0;
  const left = months.values();
  // Every reader takes the next month from the one iterator.
  const reader = async (): Promise<void> => {
    for (const path of left) {
      const month = await api.call<{ workedMinutes: number }>("GET", `/v1/time/employees/${path}`);
      sum += month.workedMinutes;
      done += 1;
      tell.progress("Months read", done, months.size);
    }
  };
  await Promise.all(Array.from({ length: readersAtOnce }, reader));
  return sum;
}

function monthsOf(from: string, to: string): string[] {
  const months: string[] = [];
  for (
    let at = new Date(`${from.slice(0, 7)}-01T00:00:00Z`);
    at.toISOString() <= `${to}T`;
    at.setUTCMonth(at.getUTCMonth() + 1)
  )
    months.push(at.toISOString().slice(0, 7));
  return months;
}
