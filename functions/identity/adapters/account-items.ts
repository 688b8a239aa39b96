import * as z from "zod";
import { digest } from "#functions/identity/adapters/node-secrets.ts";
import type { Account, User } from "#functions/identity/domain/account.ts";

const userItem = z.object({
  userId: z.templateLiteral(["usr_", z.string()]),
  email: z.string(),
  name: z.string(),
  status: z.enum(["pending", "active"]),
  createdAt: z.string(),
  version: z.int(),
});

const linkItem = z.object({
  tenantId: z.templateLiteral(["tnt_", z.string()]),
  slug: z.string(),
  status: z.enum(["pending", "active"]),
  credential: z.string().optional(),
});

const credentialItem = z.object({ hash: z.string() });

const markerItem = z.object({ userId: z.string() });

/** What stands in front of every sort key of an account, so that one query reads it whole and nothing else. */
export const accountPrefix = "account#";

export const userPartition = (userId: string): string => `user#${userId}`;

export const userKey = (userId: string) => ({ pk: userPartition(userId), sk: `${accountPrefix}user` });

export const credentialKey = (userId: string) => ({
  pk: userPartition(userId),
  sk: `${accountPrefix}credential`,
});

export const linkKey = (userId: string, tenantId: string) => ({
  pk: userPartition(userId),
  sk: `${accountPrefix}tenant#${tenantId}`,
});

/** Says whose an address is. Hashed, because keys of items are no place for addresses. */
export const markerKey = (email: string) => ({ pk: `email#${digest(email)}`, sk: "email" });

export const ownerOf = (item: unknown): string | undefined => markerItem.safeParse(item).data?.userId;

export const readUser = (item: unknown): User => userItem.parse(item);

/** An account from the items of its partition, sorted; links by tenant id, so the oldest first. */
export function readAccount(items: readonly Readonly<Record<string, unknown>>[]): Account | undefined {
  const user = items.find(({ sk }) => sk === `${accountPrefix}user`);
  if (!user) return undefined;
  const credential = items.find(({ sk }) => sk === `${accountPrefix}credential`);
  return {
    user: readUser(user),
    credential: credential && credentialItem.parse(credential).hash,
    links: items
      .filter(({ sk }) => typeof sk === "string" && sk.startsWith(`${accountPrefix}tenant#`))
      .map((item) => linkItem.parse(item)),
  };
}
