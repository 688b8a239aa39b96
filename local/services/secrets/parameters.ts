import * as z from "zod";
import type { Provider, Resource } from "#local/resource.ts";
import { type Authorize, allowAll, permit } from "#local/services/authorize.ts";
import { AwsError } from "#local/services/aws-error.ts";
import { action, awsJson } from "#local/services/aws-json.ts";
import type { AwsRequest, Service } from "#local/services/service.ts";

const parameterProperties = z.object({
  Type: z.enum(["String", "StringList"]).default("String"),
  Value: z.string(),
});

interface Parameter extends z.output<typeof parameterProperties> {
  readonly Name: string;
  readonly ARN: string;
}

export interface Parameters extends Provider {
  readonly define: (resource: Resource) => void;
  readonly service: Service;
}

/** SSM's parameter store over awsJson 1.1: GetParameter and GetParameters of what the stacks declare. */
export function openParameters(authorize: Authorize = allowAll): Parameters {
  const parameters = new Map<string, Parameter>();
  // By name, or by ARN.
  const find = (name: string, { region, accessKeyId }: AwsRequest, verb: string): Parameter | undefined => {
    const parameter = parameters.get(name.startsWith("arn:") ? name : `${region}:${name}`);
    if (parameter) permit(authorize, { accessKeyId, action: `ssm:${verb}`, resource: parameter.ARN });
    return parameter;
  };
  return {
    types: ["AWS::SSM::Parameter"],
    define: ({ name, arn, properties }) => {
      const parameter = { Name: name, ARN: arn, ...parameterProperties.parse(properties) };
      parameters.set(`${arn.split(":")[3]}:${name}`, parameter).set(arn, parameter);
    },
    service: awsJson({
      version: "1.1",
      actions: {
        GetParameter: action(z.object({ Name: z.string() }), ({ Name }, request) => {
          const parameter = find(Name, request, "GetParameter");
          if (!parameter) throw new AwsError("ParameterNotFound", `Parameter ${Name} not found.`);
          return { Parameter: viewOf(parameter) };
        }),
        GetParameters: action(
          z.object({ Names: z.array(z.string()).min(1).max(10) }),
          ({ Names }, request) => {
            const found = Names.map((name) => ({ name, parameter: find(name, request, "GetParameters") }));
            return {
              Parameters: found.flatMap(({ parameter }) => (parameter ? [viewOf(parameter)] : [])),
              InvalidParameters: found.flatMap(({ name, parameter }) => (parameter ? [] : [name])),
            };
          },
        ),
      },
    }),
  };
}

const viewOf = (parameter: Parameter) => ({ ...parameter, Version: 1, DataType: "text" });
