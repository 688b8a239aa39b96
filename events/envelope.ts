import * as z from "zod";

/** Who made it happen. */
const subject = z.object({ kind: z.enum(["user", "key", "system"]), id: z.string().min(1) });

/** What every event carries, whatever it tells. Consumers ignore fields they do not know. */
const envelope = {
  /** Minted once and stored with the write: the same event never comes with another id. */
  id: z.string().regex(/^evt_/),
  time: z.iso.datetime(),
  tenantId: z.string().regex(/^tnt_/),
  actor: subject,
  onBehalfOf: subject.optional(),
  requestId: z.string().min(1),
  /** Place among the events of its aggregate, from 1. */
  sequence: z.int().min(1),
  /** Whose personal fields travel with it, encrypted under that person's key. */
  personal: z.object({ of: z.string().min(1), sealed: z.string().min(1) }).optional(),
};

/** One published event: its type, what it tells openly, and what it tells of a person under their key. */
export interface EventContract<
  Type extends string = string,
  Data extends z.ZodObject = z.ZodObject,
  Personal extends z.ZodObject = z.ZodObject,
> {
  readonly type: Type;
  /** Ids and facts; never a name, an address or free text of a person. */
  readonly data: Data;
  readonly personal: Personal | undefined;
  /** The whole envelope as it is published. */
  readonly schema: z.ZodObject;
}

/** Declares one published event. The version is part of its name and never changes meaning. */
export const domainEvent = <
  const Type extends `${string}.${string}.v${number}`,
  Data extends z.ZodObject,
  Personal extends z.ZodObject = z.ZodObject,
>(
  type: Type,
  data: Data,
  personal?: Personal,
): EventContract<Type, Data, Personal> => ({
  type,
  data,
  personal,
  schema: z.strictObject({ ...envelope, type: z.literal(type), data }),
});

/** A fact that a commit will publish; the commit mints its id and fills the rest of the envelope. */
export interface NewEvent {
  readonly contract: EventContract;
  readonly sequence: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly personal?: { readonly of: string; readonly fields: Readonly<Record<string, unknown>> };
}

/** States a fact, checked against its contract by the compiler here and by the commit when it is written. */
export const fact = <C extends EventContract>(
  contract: C,
  told: {
    readonly sequence: number;
    readonly data: z.input<C["data"]>;
    readonly personal?: { readonly of: string; readonly fields: z.input<NonNullable<C["personal"]>> };
  },
): NewEvent => ({ contract, ...told });

/** An event as consumers get it. */
export interface DomainEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly tenantId: string;
  readonly actor: { readonly kind: "user" | "key" | "system"; readonly id: string };
  readonly onBehalfOf?: { readonly kind: "user" | "key" | "system"; readonly id: string } | undefined;
  readonly requestId: string;
  readonly sequence: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly personal?: { readonly of: string; readonly sealed: string } | undefined;
}
