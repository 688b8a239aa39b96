import { Stack, type StackProps } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import { DomainName, HttpApi, HttpStage, LogGroupLogDestination } from "aws-cdk-lib/aws-apigatewayv2";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { Domain } from "#lib/config.ts";

export interface ApiStackProps extends StackProps {
  readonly domain?: Domain | undefined;
}

/** The HTTP API and its address. It comes before the contexts, which bring their own routes. */
export class ApiStack extends Stack {
  readonly api: HttpApi;
  /** Where the stamp is reached, without a slash at the end. */
  readonly publicUrl: string;

  constructor(scope: Construct, id: string, { domain, ...props }: ApiStackProps) {
    super(scope, id, props);
    this.api = new HttpApi(this, "Api", {
      apiName: this.stackName,
      createDefaultStage: false,
      disableExecuteApiEndpoint: domain !== undefined,
    });
    this.publicUrl = domain ? `https://${domain.name}` : this.api.apiEndpoint;
    new HttpStage(this, "Stage", {
      httpApi: this.api,
      autoDeploy: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, "AccessLogs", { retention: RetentionDays.THREE_MONTHS }),
        ),
        format: AccessLogFormat.custom(accessLine),
      },
      ...(domain && { domainMapping: { domainName: this.#domainName(domain) } }),
    });
  }

  #domainName({ name, certificateArn }: Domain): DomainName {
    return new DomainName(this, "Domain", {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, "Certificate", certificateArn),
    });
  }
}

// Neither addresses nor paths: both can tell of a person.
const accessLine = JSON.stringify({
  requestId: "$context.requestId",
  routeKey: "$context.routeKey",
  status: "$context.status",
  latency: "$context.responseLatency",
  integrationLatency: "$context.integrationLatency",
  integrationStatus: "$context.integrationStatus",
});
