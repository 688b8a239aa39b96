import * as z from "zod";
import { policyDocument, type Statement } from "#local/iam/policy.ts";
import type { Provider, Resource } from "#local/resource.ts";

/** A role of the stacks, with all that its policies say. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly trust: readonly Statement[];
  readonly tags: Readonly<Record<string, string>>;
  /** Longest session, in seconds. */
  readonly maxSession: number;
}

export interface Roles extends Provider {
  readonly find: (arn: string) => Role | undefined;
  /** What the policies attached to a role say, by its name. */
  readonly statementsOf: (role: string) => readonly Statement[];
}

const names = z.array(z.string()).default([]);
const inline = z.array(z.object({ PolicyDocument: policyDocument })).default([]);

const role = z.object({
  AssumeRolePolicyDocument: policyDocument,
  Policies: inline,
  ManagedPolicyArns: names,
  MaxSessionDuration: z.coerce.number().default(3_600),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
  // Read by nothing here, and to leave it out would allow too much.
  PermissionsBoundary: z.never("The local cloud does not know permissions boundaries").optional(),
});
const policy = z.object({ PolicyDocument: policyDocument, Roles: names });

interface Attached {
  readonly statements: readonly Statement[];
  readonly roles: readonly string[];
}

/** Reads the roles and policies of the stacks. AWS's own managed policies (`arn:aws:iam::aws:policy/…`) grant nothing here. */
export function openRoles(): Roles {
  const roles = new Map<string, Role>();
  const own = new Map<
    string,
    { readonly statements: readonly Statement[]; readonly managed: readonly string[] }
  >();
  const policies = new Map<string, Attached>();
  const merged = new Map<string, readonly Statement[]>();

  const addRole = ({ arn, name, properties }: Resource) => {
    const read = z.parse(role, properties);
    const tags = Object.fromEntries(read.Tags.map(({ Key, Value }) => [Key, Value]));
    roles.set(arn, {
      name,
      arn,
      trust: read.AssumeRolePolicyDocument,
      tags,
      maxSession: read.MaxSessionDuration,
    });
    const statements = read.Policies.flatMap(({ PolicyDocument }) => PolicyDocument);
    own.set(name, { statements, managed: read.ManagedPolicyArns });
  };
  const merge = (name: string): readonly Statement[] => {
    const { statements = [], managed = [] } = own.get(name) ?? {};
    const attached = [...policies].filter(
      ([arn, { roles }]) => roles.includes(name) || managed.includes(arn),
    );
    return [...statements, ...attached.flatMap(([, each]) => each.statements)];
  };
  return {
    types: ["AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"],
    define: (resource) => {
      merged.clear();
      if (resource.type === "AWS::IAM::Role") return addRole(resource);
      const { PolicyDocument: statements, Roles } = z.parse(policy, resource.properties);
      // An inline policy has no ARN of its own: its place in the stacks tells it apart.
      const inlineId = `${resource.stack}/${resource.logicalId}`;
      policies.set(resource.type === "AWS::IAM::ManagedPolicy" ? resource.arn : inlineId, {
        statements,
        roles: Roles,
      });
    },
    find: (arn) => roles.get(arn),
    statementsOf: (name) => {
      const statements = merged.get(name) ?? merge(name);
      merged.set(name, statements);
      return statements;
    },
  };
}
