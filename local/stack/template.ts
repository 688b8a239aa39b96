import * as z from "zod";

const properties = z.record(z.string(), z.unknown());

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Condition: z.undefined().optional(),
      DependsOn: z.union([z.string().transform((id) => [id]), z.array(z.string())]).default([]),
      Properties: properties.default({}),
      Metadata: properties.default({}),
    }),
  ),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.string() }).optional() }))
    .default({}),
});

export type Template = z.infer<typeof templateSchema>;

/** A stack as `cdk synth` leaves it: intrinsics unresolved. */
export interface SynthesisedStack {
  readonly name: string;
  readonly region: string;
  readonly template: Template;
}

/** Accepts what our own synthesis writes; a template with conditions is refused, since nothing here would honour them. */
export const parseTemplate = (json: unknown): Template => templateSchema.parse(json);
