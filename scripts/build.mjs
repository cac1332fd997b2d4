// Bundles the command line into engine/dist, with the dsl and the packages that every start would look for file by file; the
// others stay outside, as npm installs them.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const outdir = join(root, "engine", "dist");
const sources = [
  ...["dsl", "engine", "lsp", "dashboard"].map((room) => join(root, room, "src")),
  ...["index.html", "public", "build", "vite.config.ts"].map((part) => join(root, "dashboard", part)),
  join(root, "engine", "package.json"),
];

/**
 * What is started on its own: the command line, and what `engine/src/entry.ts` names. Each group is bundled for itself, since
 * a bundle shares code by the file: among the commands, an engine would load the parser for the sake of one table.
 */
const commands = [
  ["main", "cli/main.ts"],
  ["cli/prepare-watch", "cli/prepare-watch.ts"],
  ["compile-program", "compile-program.ts"],
];
const engine = [["cli/watch-engine", "cli/watch-engine.ts"]];
/** It lives as long as an editor does, and starts while one waits. */
const server = [["language-server", "../../lsp/src/node/main.ts"]];
const besides = [
  ["inquiry/main", "inquiry/main.ts"],
  ["cli/start-language-server", "cli/start-language-server.ts"],
  ["macros/guardian-recover", "macros/guardian-recover.ts"],
  ["demo/steady", "demo/steady.ts"],
  ["demo/runaway", "demo/runaway.ts"],
];

/** It runs as long as an engine, and of what it is made of would load a thousand files one by one. */
const plane = [["control-plane/main", "control-plane/main.ts"]];

/** What few commands need. */
const fewNeed = ["@bomb.sh/tab", "diff", "json-rules-engine", "systeminformation"];
const outside = [...fewNeed, "fastify", "@fastify/*", "typebox"];

const esModule = {
  format: "esm",
  splitting: true,
  external: outside,
  // Packages that are no ES modules ask for those of Node in their own way.
  banner: {
    js: 'import { createRequire as createRequireHere } from "node:module";const require = createRequireHere(import.meta.url);',
  },
};
/** For memory: an ES module that imports one name of a module of Node loads all that module can lead to. */
const commonJs = {
  format: "cjs",
  external: [...outside, "chevrotain", "commander", "picomatch", "yaml"],
  outExtension: { ".js": ".cjs" },
  define: { "import.meta.url": "moduleUrl" },
  banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
};

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  // A folder's own time tells of files that were removed.
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs);
}

function isStale() {
  const built = statSync(join(outdir, "main.js"), { throwIfNoEntry: false });
  return built === undefined || sources.some((path) => newest(path) > built.mtimeMs);
}

async function build() {
  const { build } = await import("esbuild");
  const { build: buildPage } = await import("vite");
  // Built beside and moved into place: a process that starts meanwhile finds the old bundle or the new one.
  const fresh = `${outdir}-${process.pid}`;
  const bundle = (entries, format) =>
    build({
      entryPoints: Object.fromEntries(entries.map(([name, source]) => [name, join(root, "engine", "src", source)])),
      outdir: fresh,
      bundle: true,
      ...format,
      platform: "node",
      target: "node22",
      sourcemap: true,
      // Source text stays in memory for as long as it runs, at two bytes a character if one of them is beyond Latin-1.
      minifyWhitespace: true,
      lineLimit: 160,
      absWorkingDir: root,
      metafile: true,
      logLevel: "warning",
    });
  const bundles = await Promise.all([
    bundle(commands, esModule),
    bundle(engine, commonJs),
    bundle(server, esModule),
    bundle(besides, esModule),
    bundle(plane, { ...esModule, external: fewNeed }),
  ]);
  // The variable of a test or a developer would make it a page to look for mistakes in, twice as large.
  process.env.NODE_ENV = "production";
  const page = await buildPage({
    root: join(root, "dashboard"),
    logLevel: "warn",
    build: { outDir: join(fresh, "dashboard"), emptyOutDir: true },
  });
  for (const { metafile } of bundles) {
    for (const path of Object.keys(metafile.outputs)) if (/\.c?js$/.test(path)) escapeRest(join(root, path));
  }
  const files = bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const ofPage = page.output.flatMap(({ moduleIds = [] }) => moduleIds);
  keepLicenses([...files, ...ofPage.map((path) => relative(root, path))], join(fresh, "licenses"));
  // The language knows no files: its hosts read the pages of its codes from beside themselves.
  for (const folder of ["dsl/src/lint/rules", "dsl/src/diagnostics/pages", "engine/src/config/pages"]) {
    const pages = join(root, folder);
    for (const page of readdirSync(pages).filter((name) => name.endsWith(".md"))) {
      cpSync(join(pages, page), join(fresh, "code-pages", page));
    }
  }
  const stale = `${fresh}-stale`;
  if (existsSync(outdir)) renameSync(outdir, stale);
  renameSync(fresh, outdir);
  rmSync(stale, { recursive: true, force: true });
}

/** Escapes what the bundler leaves as it is, characters in regular expressions, for the sake of all the others. */
function escapeRest(file) {
  const text = readFileSync(file, "utf8");
  const escaped = text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  if (escaped !== text) writeFileSync(file, escaped);
}

/** The licence of every package that is inside, as it wants to be passed on. */
function keepLicenses(files, folder) {
  const packages = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  for (const path of new Set(packages)) {
    const name = path.split("node_modules/").at(-1);
    const license = readdirSync(join(root, path)).find((file) => /^licen[cs]e/i.test(file));
    const kept = join(folder, `${name.replace("/", "+")}.txt`);
    if (license === undefined) writeFileSync(kept, statedLicense(name, join(root, path, "package.json")));
    else cpSync(join(root, path, license), kept);
  }
}

/** What a package without a file of its licence says of it. */
function statedLicense(name, path) {
  const { license, author, repository } = JSON.parse(readFileSync(path, "utf8"));
  if (typeof license !== "string") throw new Error(`${name} has no licence to pass on`);
  const by = typeof author === "string" ? author : (author?.name ?? "its contributors");
  return `${name}: ${license}, by ${by}\n${repository?.url ?? repository ?? ""}\n`;
}

/**
 * Bundles when a source is newer than the bundle; costs a few milliseconds when nothing is. In a process of its own: this one
 * may become an engine, to which the bundler's service would stay as a child that nobody waits for.
 */
export async function buildIfStale() {
  if (!isStale()) return;
  const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url)], { stdio: ["ignore", 2, 2] });
  if (status !== 0) process.exit(2);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
