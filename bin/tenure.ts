import { Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { tenureApp } from "#lib/app.ts";
import { bundleFunctions } from "#lib/bundling/bundle-functions.ts";

await bundleFunctions();
const app = tenureApp();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
