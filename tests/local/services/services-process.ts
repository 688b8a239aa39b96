import { randomUUID } from "node:crypto";
import { systemClock } from "#local/services/clock.ts";
import { startEndpoint } from "#local/services/endpoint.ts";
import { openServices } from "#local/services/services.ts";
import { queueArn, resource } from "#tests/local/services/resource.ts";

// Serves on a state directory until somebody ends this process; says where on its first line.
const services = openServices({
  account: "000000000000",
  stateDir: process.argv[2] ?? "",
  clock: systemClock,
  newId: randomUUID,
  // The targets of events never answer, so what was accepted stays to be delivered.
  invoke: () => new Promise(() => {}),
  secretOf: () => "secret",
  authorize: () => true,
  onLost: () => {},
});
for (const declared of [
  resource("AWS::SQS::Queue", "jobs"),
  resource("AWS::Events::EventBus", "main", {}, "event-bus/"),
  resource(
    "AWS::Events::Rule",
    "rule",
    {
      EventBusName: "main",
      EventPattern: { source: ["tenure"] },
      Targets: [{ Id: "f", Arn: queueArn("f").replace("sqs", "lambda") }],
    },
    "rule/main/",
  ),
  { ...resource("AWS::S3::Bucket", "files"), arn: "arn:aws:s3:::files" },
])
  services.providers.find(({ types }) => types.includes(declared.type))?.define(declared);
services.start();
const endpoint = await startEndpoint(services.services, { streaming: services.streaming });
console.log(endpoint.url);
