import * as z from "zod";

/** What the deliver function finds in its queue. */
export const deliveryMessage = z.object({
  tenantId: z.templateLiteral(["tnt_", z.string()]),
  endpointId: z.string(),
  deliveryId: z.string(),
  /** Which attempt it asks for, from 0; once that is made, the message means nothing any more. */
  turn: z.int(),
});
