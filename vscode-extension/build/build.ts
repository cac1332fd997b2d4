/** Makes the extension ready to run and to pack, in `dist/`: code bundled, grammar and schemas written from the language. */

import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, type BuildResult, build, type Plugin } from "esbuild";
import { configurationSchema } from "./configuration-schema.ts";
import { grammar } from "./grammar.ts";
import { withoutUnasked } from "./leave-out.ts";
import { overrideSchema, yamlOverrideSchema } from "./override-schema.ts";
import { thirdPartyLicenses } from "./third-party-licenses.ts";

export const extensionFolder = fileURLToPath(new URL("..", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));

/** VS Code 1.101 runs extensions on Node 22; those before have a Node without some of what the language uses. */
const node: BuildOptions = { platform: "node", target: "node22", format: "cjs", external: ["vscode"] };

const shared = {
  bundle: true,
  minify: true,
  sourcemap: false,
  legalComments: "none",
  charset: "utf8",
  logLevel: "warning",
  absWorkingDir: root,
} as const satisfies BuildOptions;

/** The server, as a process and as the script of a web worker: one file, because the two differ in little but their ends of the channel. */
export const serverScript = {
  ...shared,
  platform: "node",
  target: "es2022",
  format: "iife",
  // For a worker's end of the channel, which Node's names leave out.
  conditions: ["browser"],
  stdin: {
    contents: `if (globalThis.process?.versions?.node) require("./node/main.ts"); else require("./browser.ts");`,
    resolveDir: join(root, "lsp/src"),
  },
  // What reads files beside itself asks for its own address.
  define: { "import.meta.url": "moduleUrl" },
  banner: {
    js: 'const moduleUrl = globalThis.process?.versions?.node ? require("node:url").pathToFileURL(__filename).href : "";',
  },
  // As in a page: what is not used can be left out of modules, but not of what Node would load.
  alias: { yaml: join(root, "node_modules/yaml/browser/index.js") },
  plugins: [withoutUnasked],
} satisfies BuildOptions;

/** What is imported in the course of things stays a file of its own. */
const loadedLater: Plugin = {
  name: "loaded-later",
  setup(build) {
    build.onResolve({ filter: /^\.\/[\w-]+\.ts$/ }, ({ kind, path }) =>
      kind === "dynamic-import" ? { path: path.replace(/\.ts$/, ".js"), external: true } : undefined,
    );
  },
};

/** Bundles into `dist`, anew. */
export async function buildExtension(dist = join(extensionFolder, "dist")): Promise<void> {
  rmSync(dist, { recursive: true, force: true });
  const bundles = await Promise.all([
    bundle({
      ...node,
      entryPoints: [source("src/extension.ts"), source("src/features.ts")],
      outdir: dist,
      // Else it would be an import, before which the editor sets nothing up.
      supported: { "dynamic-import": false },
      plugins: [loadedLater],
    }),
    bundle({
      platform: "browser",
      target: "es2022",
      format: "cjs",
      external: ["vscode"],
      entryPoints: [source("src/browser.ts")],
      outfile: join(dist, "browser.js"),
    }),
    bundle({ ...serverScript, outfile: join(dist, "server.js") }),
  ]);
  writeFileSync(join(dist, "third-party-licenses.txt"), thirdPartyLicenses(root, bundles));
  for (const [path, content] of Object.entries(written())) {
    mkdirSync(dirname(join(dist, path)), { recursive: true });
    writeFileSync(join(dist, path), JSON.stringify(content));
  }
  for (const folder of ["dsl/src/lint/rules", "dsl/src/diagnostics/pages", "engine/src/config/pages"]) {
    const pages = join(root, folder);
    for (const page of readdirSync(pages).filter((name) => name.endsWith(".md"))) {
      cpSync(join(pages, page), join(dist, "code-pages", page));
    }
  }
}

/** What follows from the language and the engine, by its path in `dist`. */
function written(): Readonly<Record<string, unknown>> {
  return {
    "syntaxes/macropolicy.tmLanguage.json": grammar(),
    "schemas/configuration.json": configurationSchema(),
    "schemas/overrides.json": overrideSchema(),
    "schemas/overrides-yaml.json": yamlOverrideSchema(),
  };
}

async function bundle(options: BuildOptions): Promise<BuildResult<{ metafile: true }>> {
  return build({ ...shared, ...options, metafile: true });
}

function source(path: string): string {
  return join(extensionFolder, path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildExtension();
