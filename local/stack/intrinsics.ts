/** What the intrinsic functions of one stack look things up in. */
export interface Lookup {
  /** A resource's `Ref`, or a pseudo parameter. `undefined` is `AWS::NoValue`. */
  readonly ref: (id: string) => unknown;
  readonly attribute: (logicalId: string, attribute: string) => unknown;
  readonly importValue: (exportName: string) => unknown;
  readonly stackOutput: (stackName: string, output: string) => unknown;
}

type Intrinsic = (argument: unknown, lookup: Lookup) => unknown;
type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null;

const list = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  throw new Error(`Expected a list, got ${JSON.stringify(value)}`);
};

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (id, lookup) => lookup.ref(String(id)),
  "Fn::GetAtt": (path, lookup) => {
    const [id = "", ...rest] = typeof path === "string" ? path.split(".") : list(path).map(String);
    return lookup.attribute(id, rest.join("."));
  },
  "Fn::Join": (argument) => {
    const [separator, parts] = list(argument);
    return list(parts).map(String).join(String(separator));
  },
  "Fn::Select": (argument) => {
    const [index, values] = list(argument);
    return list(values)[Number(index)];
  },
  "Fn::Split": (argument) => {
    const [separator, source] = list(argument);
    return String(source).split(String(separator));
  },
  "Fn::Sub": substitute,
  "Fn::ImportValue": (name, lookup) => lookup.importValue(String(name)),
  "Fn::GetStackOutput": (argument, lookup) => {
    const { StackName: stack, OutputName: output } = isObject(argument) ? argument : {};
    return lookup.stackOutput(String(stack), String(output));
  },
};

function substitute(argument: unknown, lookup: Lookup): string {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
  return String(template).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (isObject(variables) && name in variables) return String(variables[name]);
    const [id = "", ...attribute] = name.split(".");
    return String(attribute.length > 0 ? lookup.attribute(id, attribute.join(".")) : lookup.ref(id));
  });
}

/** A template's value with each intrinsic function replaced by its result. Throws on a function it does not know. */
export function resolve(value: unknown, lookup: Lookup): unknown {
  if (Array.isArray(value))
    return value.map((item) => resolve(item, lookup)).filter((item) => item !== undefined);
  if (!isObject(value)) return value;
  const [[key, argument] = [], ...others] = Object.entries(value);
  if (key === undefined || others.length > 0 || !/^(Ref|Condition|Fn::.+)$/.test(key))
    return fieldsOf(value, lookup);
  const intrinsic = intrinsics[key];
  if (!intrinsic) throw new Error(`Add ${key} to local/stack/intrinsics.ts`);
  return intrinsic(resolve(argument, lookup), lookup);
}

const fieldsOf = (value: Fields, lookup: Lookup): Fields =>
  Object.fromEntries(
    Object.entries(value)
      .map(([key, field]) => [key, resolve(field, lookup)] as const)
      .filter(([, field]) => field !== undefined),
  );
