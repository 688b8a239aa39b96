import { startEngine } from "#local/engine/engine.ts";

// A platform of its own, for a test to kill: it starts an engine on the file given and tells when it runs.
const [file] = process.argv.slice(2);
await startEngine({ file });
process.stdout.write("running\n");
