import { createHash } from "node:crypto";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import { getAll } from "#functions/kernel/dynamodb/get-all.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";
import { importNoteEntity } from "#functions/people/adapters/import-note-entity.ts";
import type { ImportNote, ImportNotes } from "#functions/people/ports.ts";

// As long as the jobs themselves are kept, since one that stopped may be resumed.
const keptSeconds = 30 * 24 * 3600;

// An address may be a key, and no personal data stands in one.
const hashOf = (tenantId: string, key: string): string =>
  createHash("sha256").update(`${tenantId} ${key}`).digest("base64url");

export function dynamoImportNotes(client: DynamoDBDocumentClient, table: string, clock: Clock): ImportNotes {
  const entity = importNoteEntity(client, table);
  const now = () => Math.floor(clock().getTime() / 1000);
  return {
    findAll: async (tenantId, jobId, given) => {
      const hashes = new Map(given.map((key) => [key, hashOf(tenantId, key)]));
      const keys = [...new Set(hashes.values())].map((key) => ({ tenantId, jobId, key }));
      const found = await getAll(keys, (left) => entity.get(left).go({ consistent: true }));
      const notes = new Map(
        found.filter(({ expiresAt }) => expiresAt > now()).map((note) => [note.key, note]),
      );
      return new Map(
        [...hashes].flatMap(([key, hash]) => {
          const note = notes.get(hash);
          return note ? [[key, toNote(note)] as const] : [];
        }),
      );
    },
    put: (tenantId, jobId, key, note) => {
      const item = { tenantId, jobId, key: hashOf(tenantId, key), ...note, expiresAt: now() + keptSeconds };
      return changeOf({ Put: entity.put(item).params() });
    },
  };
}

const toNote = ({ row, managerExternalId, refused }: ImportNote): ImportNote => ({
  row,
  managerExternalId,
  refused,
});
