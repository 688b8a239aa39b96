import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/** A client with the right to put the first items of a tenant, and of its owner, and with no other. */
export const signUpClient = (roleArn: string): DynamoDBDocumentClient => {
  const sts = new STSClient();
  // The SDK keeps what this gives until shortly before it expires.
  const credentials = async () => {
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "sign-up" }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
      throw new Error("STS gave no credentials");
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    };
  };
  return DynamoDBDocumentClient.from(new DynamoDBClient({ credentials }), {
    marshallOptions: { removeUndefinedValues: true },
  });
};
