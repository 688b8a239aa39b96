import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { parseTemplate, type SynthesisedStack } from "./template.ts";

const artifactSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("aws:cloudformation:stack"),
    environment: z.string(),
    // CDK leaves the name out where it is the artifact's own.
    properties: z.object({ templateFile: z.string(), stackName: z.string().optional() }),
  }),
  z.object({
    type: z.literal("cdk:cloud-assembly"),
    properties: z.object({ directoryName: z.string() }),
  }),
]);
const manifestSchema = z.object({ artifacts: z.record(z.string(), z.object({ type: z.string() }).loose()) });

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

/** Every stack of a cloud assembly, those of its Stages included. */
export function readAssembly(directory: string): readonly SynthesisedStack[] {
  const { artifacts } = manifestSchema.parse(readJson(join(directory, "manifest.json")));
  return Object.entries(artifacts).flatMap(([id, artifact]) => {
    const { data } = artifactSchema.safeParse(artifact);
    if (data?.type === "cdk:cloud-assembly")
      return readAssembly(join(directory, data.properties.directoryName));
    if (data?.type !== "aws:cloudformation:stack") return [];
    return [
      {
        name: data.properties.stackName ?? id,
        region: regionOf(data.environment),
        template: parseTemplate(readJson(join(directory, data.properties.templateFile))),
      },
    ];
  });
}

// `aws://<account>/<region>`; the design demands a region of every stack.
function regionOf(environment: string): string {
  const region = environment.split("/").at(-1);
  if (!region || region === "unknown-region") throw new Error(`A stack names no region: ${environment}`);
  return region;
}
