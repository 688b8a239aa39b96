import { globSync, readFileSync } from "node:fs";

/** What each room may import; `$1` is the context that the file lives in. The first room that fits is the file's. */
const rooms: ReadonlyArray<readonly [room: RegExp, mayImport: readonly string[]]> = [
  [/^functions\/kernel\/[^/]+\.lambda\.ts$/, ["#functions/kernel/", "node:", "npm:"]],
  [/^functions\/kernel\//, ["#functions/kernel/", "#events/envelope.ts", "node:", "npm:"]],
  // The one catalogue of everything that can be asked for over HTTP.
  [
    /^functions\/docs\/all-routes\.ts$/,
    ["#functions/*/routes.ts", "#functions/*/permissions.ts", "#functions/kernel/"],
  ],
  // The one catalogue of everything that is told to endpoints.
  [/^functions\/docs\/(all-events|event-meanings)\.ts$/, ["#events/"]],
  [
    /^functions\/([^/]+)\/domain\//,
    [
      "#functions/$1/domain/",
      "#functions/kernel/errors/",
      "#functions/kernel/ids.ts",
      "#functions/kernel/time/",
      "npm:temporal-polyfill",
      "node:crypto",
    ],
  ],
  [
    /^functions\/([^/]+)\/ports\.ts$/,
    [
      "#functions/$1/domain/",
      "#functions/kernel/actor.ts",
      "#functions/kernel/commit.ts",
      "#functions/kernel/ids.ts",
      "#functions/kernel/paging.ts",
      "#functions/kernel/time/",
      "#events/envelope.ts",
    ],
  ],
  [
    /^functions\/([^/]+)\/(operations|imports|subscribers)\//,
    [
      "#functions/$1/domain/",
      "#functions/$1/operations/",
      "#functions/$1/imports/",
      "#functions/$1/subscribers/",
      "#functions/$1/ports.ts",
      "#functions/*/public.ts",
      "#functions/kernel/",
      "#events/",
      "npm:zod",
      "node:crypto",
    ],
  ],
  [/^functions\/([^/]+)\/permissions\.ts$/, ["#functions/kernel/auth/permissions.ts"]],
  [/^functions\/([^/]+)\/env\.ts$/, ["npm:zod", "#functions/kernel/env.ts"]],
  [
    /^functions\/([^/]+)\/routes\.ts$/,
    ["#functions/$1/operations/", "#functions/$1/imports/", "#functions/$1/pages/", "#functions/kernel/"],
  ],
  // What other contexts may read or join, and no more.
  [/^functions\/([^/]+)\/public\.ts$/, ["#functions/$1/", "#functions/kernel/", "#events/$1/", "npm:"]],
  [
    /^functions\/([^/]+)\/adapters\//,
    ["#functions/$1/", "#functions/*/public.ts", "#functions/kernel/", "#events/", "node:", "npm:"],
  ],
  [/^functions\/audit\/verifier\//, ["#functions/audit/domain/", "node:"]],
  [
    /^functions\/([^/]+)\/[^/]+\.lambda\.ts$/,
    ["#functions/$1/", "#functions/*/public.ts", "#functions/kernel/", "node:", "npm:"],
  ],
  [/^functions\/([^/]+)\//, ["#functions/$1/", "#functions/kernel/", "npm:zod", "node:"]],
  [/^events\/(envelope|types)\.ts$/, ["npm:zod"]],
  [/^events\/([^/]+)\//, ["#events/envelope.ts", "#events/$1/", "npm:zod"]],
  [
    /^lib\//,
    [
      "#lib/",
      "#events/",
      "#functions/*/env.ts",
      "#functions/kernel/*-env.ts",
      "node:",
      "npm:aws-cdk-lib",
      "npm:constructs",
      "npm:cdk-nag",
      "npm:esbuild",
      "npm:zod",
    ],
  ],
  [/^bin\//, ["#lib/", "npm:aws-cdk-lib", "npm:cdk-nag", "node:"]],
  // The local cloud knows the stacks and AWS; what the product does, it learns from neither.
  [/^local\/demo\//, ["#local/", "node:", "npm:"]],
  [/^local\//, ["#local/", "#lib/", "node:", "npm:"]],
];

// Where an SDK of AWS may be touched: adapters, the kernel, and what puts a function together.
const awsRooms = /^(functions\/kernel\/|functions\/[^/]+\/(adapters\/|public\.ts|[^/]+\.lambda\.ts)|local\/)/;

const statement =
  /(?:^|\n)\s*(?:import|export)\s(?:[^"';]*?\sfrom\s)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/g;

/** Every module that a source names, in whatever kind of import. */
export const importsOf = (source: string): string[] =>
  [...source.matchAll(statement)].map(([, still, dynamic]) => still ?? dynamic ?? "");

const named = (specifier: string): string =>
  /^(#|\.|node:)/.test(specifier) ? specifier : `npm:${specifier}`;

const allows = (pattern: string, specifier: string): boolean => {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^/]+");
  return new RegExp(`^${escaped}`).test(specifier);
};

/** What a file imports that its room does not allow; or that it stands in no room. */
export function offences(file: string, source: string): string[] {
  const found = rooms.find(([room]) => room.test(file));
  if (!found) return [`${file} stands in no known room`];
  const [room, mayImport] = found;
  const context = room.exec(file)?.[1] ?? "";
  const imports = importsOf(source).map(named);
  const foreign = imports
    .filter((specifier) => !/^\.\/[^/]+$/.test(specifier))
    .filter((specifier) => !mayImport.some((pattern) => allows(pattern.replace("$1", context), specifier)));
  const aws = awsRooms.test(file) ? [] : imports.filter((specifier) => specifier.startsWith("npm:@aws-sdk/"));
  return [...new Set([...foreign, ...aws])];
}

export const sourceFiles = (): string[] => globSync("{bin,lib,functions,events,local}/**/*.ts").toSorted();

export const sourceOf = (file: string): string => readFileSync(file, "utf8");
