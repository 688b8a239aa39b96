import type { Actor } from "#functions/kernel/actor.ts";
import type { FindRights } from "#functions/kernel/auth/rights.ts";
import type { VerifyToken } from "#functions/kernel/auth/token-verifier.ts";
import type { CommandRecord } from "#functions/kernel/dynamodb/command-record.ts";
import type { NewId } from "#functions/kernel/ids.ts";
import type { Bucket, TakeTicket } from "#functions/kernel/limits/limiter.ts";
import type { Plan } from "#functions/kernel/limits/plans.ts";
import type { Stamp } from "#functions/kernel/stamp.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

/** Where the door writes what operators read. Ids and codes only. */
interface DoorLog {
  readonly info: (message: string, fields: Record<string, unknown>) => void;
  readonly error: (message: string, fields: Record<string, unknown>) => void;
}

/** All that the HTTP door asks of the rest of the kernel. */
export interface Gate {
  readonly publicUrl: string;
  /** Origins whose pages may call. */
  readonly origins: ReadonlySet<string>;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly asTenant: Stamp["asTenant"];
  readonly verifyToken: VerifyToken;
  readonly findRights: FindRights;
  readonly takeTicket: TakeTicket;
  readonly tenantBuckets: (actor: Pick<Actor, "tenantId" | "subject">, plan: Plan) => readonly Bucket[];
  readonly addressBucket: (address: string) => Bucket;
  /**
   * What a command answered when it was carried out before.
   * @throws AppError `request.idempotency-key-reused` when that was for another input.
   */
  readonly firstAnswer: (actor: Actor) => Promise<{ readonly answer: unknown } | undefined>;
  /** Puts on record, for the audit trail, what leaves no other trace: a refused sensitive act, a read of marked data. */
  readonly witness: (actor: Actor, outcome: Exclude<CommandRecord["outcome"], "committed">) => Promise<void>;
  readonly log: DoorLog;
  /** Counts something that operators are to be woken for. */
  readonly alarm: (metric: "OutputInvalid" | "LimitUnreachable") => void;
}
