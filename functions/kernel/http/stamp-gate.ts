import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { cachedDoors, readDoor } from "#functions/kernel/auth/door.ts";
import { readMember } from "#functions/kernel/auth/members.ts";
import { rightsFinder } from "#functions/kernel/auth/rights.ts";
import { readKeySet, refuseToken, tokenVerifier } from "#functions/kernel/auth/token-verifier.ts";
import { firstAnswer, readCommand, recordCommand } from "#functions/kernel/dynamodb/command-record.ts";
import { originsOf } from "#functions/kernel/http/cross-origin.ts";
import type { Gate } from "#functions/kernel/http/gate.ts";
import { addressBucket, tenantBuckets } from "#functions/kernel/limits/buckets.ts";
import { limiter } from "#functions/kernel/limits/limiter.ts";
import { log } from "#functions/kernel/log.ts";
import type { Stamp } from "#functions/kernel/stamp.ts";

const metrics = new Metrics({ namespace: "Tenure", serviceName: "tenure" });

const alarm: Gate["alarm"] = (metric) => metrics.singleMetric().addMetric(metric, MetricUnit.Count, 1);

const defaultPublicLimit = 60;

/** The gate of a function that runs in a stamp. With `needsSignIn` it begins to read the key set at once. */
export function stampGate(stamp: Stamp, needsSignIn: boolean): Gate {
  const { env, clock, newId, documents, ownDocuments, asTenant } = stamp;
  const { PUBLIC_URL: publicUrl, TENANT_TABLE: table, IDENTITY_TABLE: identityTable } = env;
  const publicLimit = Number(env.PUBLIC_LIMIT_PER_MINUTE ?? defaultPublicLimit);
  const onFailure = (error: unknown) => {
    log.error("A request was not counted", { error });
    alarm("LimitUnreachable");
  };
  return {
    publicUrl,
    origins: originsOf(publicUrl, env.CORS_ORIGINS),
    clock,
    newId,
    asTenant,
    verifyToken: needsSignIn
      ? tokenVerifier(publicUrl, readKeySet(ownDocuments, identityTable), clock)
      : async () => refuseToken(),
    findRights: rightsFinder(
      cachedDoors(readDoor(documents, table, clock), clock),
      readMember(documents, table),
    ),
    takeTicket: limiter({ clock, onFailure }),
    tenantBuckets: (actor, plan) => tenantBuckets(documents, table, actor, plan),
    addressBucket: (address) => addressBucket(ownDocuments, identityTable, address, publicLimit),
    firstAnswer: firstAnswers(stamp),
    witness: witnessing(stamp),
    log,
    alarm,
  };
}

const firstAnswers =
  ({ documents, env, sealer, clock }: Stamp): Gate["firstAnswer"] =>
  async (actor) => {
    const record = await readCommand(documents, env.TENANT_TABLE, actor, clock());
    return record && { answer: await firstAnswer(sealer, actor.command, record) };
  };

// Under a key of its own: the caller's key stays free for the command it was meant for.
const witnessing =
  ({ documents, env, clock, newId }: Stamp): Gate["witness"] =>
  async (actor, outcome) => {
    const id = newId("cmd");
    const command = { ...actor.command, key: id };
    const { Put } = recordCommand(
      env.TENANT_TABLE,
      { ...actor, command },
      { id, now: clock(), outcome, events: [] },
    );
    if (Put) await documents.send(new PutCommand(Put));
  };
