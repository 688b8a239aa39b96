import type { Resource } from "#local/resource.ts";
import { type Lookup, resolve } from "./intrinsics.ts";
import { arnOf, attributeOf, nameOf, type Place, refOf } from "./resource-shapes.ts";
import { handlingOf } from "./resource-types.ts";
import type { SynthesisedStack } from "./template.ts";

type Settings = Omit<Place, "region">;

/**
 * The resources of all stacks, each after those it refers to, with names chosen and intrinsics resolved.
 * Types that mean nothing on a laptop are left out; one that nobody has thought of throws.
 */
export function resourcesOf(stacks: readonly SynthesisedStack[], settings: Settings): readonly Resource[] {
  const byName = new Map(stacks.map((stack) => [stack.name, stack]));
  const exports = new Map(stacks.flatMap(exportsOf));
  const done = new Map<string, Resource>();
  const visiting = new Set<string>();

  const stackOutput = (stackName: string, output: string): unknown => {
    const stack = byName.get(stackName);
    const value = stack?.template.Outputs[output]?.Value;
    if (!stack || value === undefined) throw new Error(`No stack ${stackName} has an output ${output}`);
    return resolve(value, lookupIn(stack));
  };

  const importValue = (name: string): unknown => {
    const source = exports.get(name);
    if (!source) throw new Error(`No stack exports ${name}`);
    return stackOutput(source.stack, source.output);
  };

  const lookupIn = (stack: SynthesisedStack): Lookup => {
    const place = { ...settings, region: stack.region };
    return {
      stackOutput,
      importValue,
      ref: (id) => (id.startsWith("AWS::") ? pseudo(id, stack, place) : refOf(visit(stack, id), place)),
      attribute: (id, attribute) => attributeOf(visit(stack, id), attribute, place),
    };
  };

  const visit = (stack: SynthesisedStack, logicalId: string): Resource => {
    const key = `${stack.name}.${logicalId}`;
    const known = done.get(key);
    if (known) return known;
    if (visiting.has(key)) throw new Error(`${key} refers to itself`);
    visiting.add(key);
    const made = make(stack, logicalId, { ...settings, region: stack.region }, lookupIn(stack));
    for (const id of stack.template.Resources[logicalId]?.DependsOn ?? []) visit(stack, id);
    done.set(key, made);
    return made;
  };

  for (const stack of stacks) for (const id of Object.keys(stack.template.Resources)) visit(stack, id);
  return [...done.values()].filter(({ type }) => handlingOf(type) !== "ignore");
}

const exportsOf = ({ name, template }: SynthesisedStack) =>
  Object.entries(template.Outputs).flatMap(([output, { Export }]) =>
    Export ? [[Export.Name, { stack: name, output }] as const] : [],
  );

function make(stack: SynthesisedStack, logicalId: string, place: Place, lookup: Lookup): Resource {
  const source = stack.template.Resources[logicalId];
  if (!source) throw new Error(`${stack.name} has no resource ${logicalId}`);
  // What is ignored is never read, and may say what only AWS can resolve.
  const ignored = handlingOf(source.Type) === "ignore";
  const properties = Object.fromEntries(
    Object.entries(ignored ? {} : source.Properties).map(([key, value]) => [key, resolve(value, lookup)]),
  );
  const metadata = stringsOf({
    path: source.Metadata["aws:cdk:path"],
    assetPath: source.Metadata["aws:asset:path"],
  });
  const unnamed = { type: source.Type, stack: stack.name, logicalId, properties, ...metadata };
  const name = nameOf(unnamed, place);
  return { ...unnamed, name, arn: arnOf({ ...unnamed, name }, place) };
}

const stringsOf = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value === "string"));

function pseudo(id: string, stack: SynthesisedStack, { account, region }: Place): string | undefined {
  const values: Readonly<Record<string, string | undefined>> = {
    "AWS::AccountId": account,
    "AWS::NoValue": undefined,
    "AWS::Partition": "aws",
    "AWS::Region": region,
    "AWS::StackId": `arn:aws:cloudformation:${region}:${account}:stack/${stack.name}/local`,
    "AWS::StackName": stack.name,
    "AWS::URLSuffix": "amazonaws.com",
  };
  if (id in values) return values[id];
  throw new Error(`Add the pseudo parameter ${id} to local/stack/resources.ts`);
}
