import { createHash } from "node:crypto";
import { type DoorFields, doorFields, doorKey } from "#functions/kernel/auth/door.ts";
import { doorChanges } from "#functions/kernel/auth/door-changes.ts";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import type { Tenant } from "#functions/tenants/domain/tenant.ts";
import type { Doors } from "#functions/tenants/ports.ts";

export const dynamoDoors = (table: string): Doors => {
  const { addDoor, updateDoor } = doorChanges(table);
  return {
    open: (tenant) => addDoor(tenant.tenantId, { ...tellingOf(tenant), flags: [] }),
    tell: (tenant) => updateDoor(tenant.tenantId, tellingOf(tenant)),
    remove: (tenantId) => changeOf({ Delete: { TableName: table, Key: doorKey(tenantId) } }),
  };
};

const telling = doorFields.omit({ flags: true });

const tellingOf = ({ status, plan, name, timeZone, locale, weekStart }: Tenant): Omit<DoorFields, "flags"> =>
  telling.parse({
    status,
    plan,
    timeZone,
    locale,
    settingsHash: createHash("sha256")
      .update(JSON.stringify([name, timeZone, locale, weekStart]))
      .digest("base64url")
      .slice(0, 16),
  });
