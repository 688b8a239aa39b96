import * as z from "zod";
import { type Id, idPattern } from "#functions/kernel/ids.ts";

/** An id of one kind. */
export const idOf = <Prefix extends string>(prefix: Prefix) =>
  z
    .string()
    .regex(idPattern(prefix))
    .transform((id): Id<Prefix> => `${prefix}_${id.slice(prefix.length + 1)}`);
