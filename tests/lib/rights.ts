import { type Deployment, ofType, type TemplateResource } from "#tests/lib/deployment.ts";

export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
  readonly conditions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

type Document = { readonly Statement: readonly Record<string, unknown>[] };

const listed = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as T];

const statementsIn = ({ Statement }: Document): Statement[] =>
  Statement.map(({ Action, Resource, Condition }) => ({
    actions: listed(Action) as string[],
    resources: listed(Resource),
    conditions: (Condition ?? {}) as Statement["conditions"],
  }));

const isIdentityPolicy = ({ type }: TemplateResource) =>
  type === "AWS::IAM::Policy" || type === "AWS::IAM::ManagedPolicy";

/** Every statement of every policy that roles hold. */
export const allStatements = (deployment: Deployment): readonly (Statement & { readonly in: string })[] =>
  deployment.resources.filter(isIdentityPolicy).flatMap((policy) =>
    statementsIn(policy.properties.PolicyDocument).map((it) => ({
      ...it,
      in: `${policy.stack}/${policy.id}`,
    })),
  );

/** What a role may, by its own policies and the managed ones that it lists. */
export function statementsOf(deployment: Deployment, role: TemplateResource): readonly Statement[] {
  const own = ofType(deployment, "AWS::IAM::Policy").filter(
    ({ stack, properties }) =>
      stack === role.stack && properties.Roles.some((it: { Ref?: string }) => it.Ref === role.id),
  );
  const managed = listed<{ Ref?: string; "Fn::ImportValue"?: string }>(role.properties.ManagedPolicyArns).map(
    (arn) => managedPolicy(deployment, role.stage, arn.Ref ?? arn["Fn::ImportValue"] ?? ""),
  );
  return [...own, ...managed].flatMap(({ properties }) => statementsIn(properties.PolicyDocument));
}

// An import is named `<stack>:ExportsOutputRef<id><hash>`.
function managedPolicy(deployment: Deployment, stage: string, reference: string): TemplateResource {
  const found = ofType(deployment, "AWS::IAM::ManagedPolicy").find(
    (it) => it.stage === stage && reference.includes(it.id),
  );
  if (!found) throw new Error(`No managed policy for ${reference} in ${stage}`);
  return found;
}

/** The functions, each with its role's statements. Bundles name them: the unbuilt app puts the name where the code goes. */
export const functionsOf = (deployment: Deployment) =>
  ofType(deployment, "AWS::Lambda::Function").map((fn) => {
    const roleId: string = fn.properties.Role["Fn::GetAtt"][0];
    const role = ofType(deployment, "AWS::IAM::Role").find((it) => it.stack === fn.stack && it.id === roleId);
    if (!role) throw new Error(`${fn.stack}/${fn.id} has no role of its own`);
    return {
      stage: fn.stage,
      stack: fn.stack,
      bundle: String(fn.properties.Code.ZipFile),
      role,
      environment: fn.properties.Environment.Variables as Record<string, unknown>,
      statements: statementsOf(deployment, role),
    };
  });
