/** The package as others install it: packed here, installed in an empty folder, and run there. */

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { node, root, until } from "./testing/stage.ts";

const folder = mkdtempSync(join(tmpdir(), "macro-package-"));
const project = join(folder, "project");
const env = {
  ...process.env,
  PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
  npm_config_update_notifier: "false",
};

function npm(cwd: string, ...args: string[]): string {
  return execFileSync("npm", [...args, "--loglevel=error"], { cwd, env, encoding: "utf8", stdio: "pipe" });
}

/** The installed command, found as `npx macro-engine` finds it. */
const command = join(project, "node_modules", ".bin", "macro-engine");
const elsewhere = { ...env, HOME: folder, XDG_STATE_HOME: join(folder, "state"), XDG_RUNTIME_DIR: join(folder, "run") };
const macroEngine = (...args: string[]) =>
  execFileSync(command, args, { cwd: project, env: elsewhere, encoding: "utf8" });

let packed: { readonly filename: string; readonly size: number; readonly files: readonly { readonly path: string }[] };

beforeAll(() => {
  // npm is taken at its word: lists the package in one version, names it by workspace in another.
  const answer = JSON.parse(npm(join(root, "engine"), "pack", "--json", "--pack-destination", folder));
  packed = Array.isArray(answer) ? answer[0] : Object.values(answer)[0];
  mkdirSync(project);
  mkdirSync(join(folder, "run"), { mode: 0o700 });
  writeFileSync(join(project, "package.json"), '{ "private": true }\n');
  npm(project, "install", "--no-audit", "--no-fund", join(folder, packed.filename));
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("holds what it needs to run, the shipped policies, and nothing of its making", () => {
  const paths = packed.files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      "LICENSE",
      "README.md",
      "package.json",
      "bin/macro-engine.js",
      "demo.macropolicy",
      "bin/macropolicy-language-server.js",
      "dist/main.js",
      "dist/language-server.js",
      "dist/code-pages/unused-let.md",
      "dist/code-pages/missing-unit.md",
      "dist/demo/runaway.js",
      "policies/heal.macropolicy",
      "policies/levels.macropolicy",
    ]),
  );
  const known = /^(bin|dist|policies)\/|^(LICENSE|README\.md|package\.json|demo\.macropolicy)$/;
  expect(paths.filter((path) => !known.test(path) || path.endsWith(".map") || path.endsWith(".ts"))).toEqual([]);
  // Of packages that are inside the bundle, the licences go along.
  expect(paths).toContain("dist/licenses/chevrotain.txt");
  // The packages of the control plane are inside as well: loaded file by file they take 20 MB more of memory. The
  // page is inside as it goes over the line, too: compressed in two ways.
  expect(packed.size).toBeLessThan(2_750_000);
});

it("leaves no copies behind in the clone", () => {
  for (const name of ["policies", "README.md", "LICENSE"]) expect(existsSync(join(root, "engine", name))).toBe(false);
});

it("installs without the language as a package of its own, and starts by npx", () => {
  expect(existsSync(join(project, "node_modules", "@macro-engine"))).toBe(false);
  // Nor with what is inside the bundle already: only what is loaded from outside.
  for (const inside of ["fastify", "typebox", "chevrotain", "commander"])
    expect(existsSync(join(project, "node_modules", inside))).toBe(false);
  const answer = execFileSync("npx", ["--no-install", "macro-engine", "--version"], {
    cwd: project,
    env,
    encoding: "utf8",
  });
  expect(answer).toMatch(/^\d+\.\d+\.\d+\n$/);
});

it("writes a first policy, tests it and the shipped ones, and watches", async () => {
  expect(macroEngine("init")).toContain("policies/first.macropolicy");
  expect(macroEngine("test")).toContain("4");
  expect(macroEngine("lint", "node_modules/macro-engine/policies")).toBeDefined();
  expect(macroEngine("test", "node_modules/macro-engine/policies")).toMatch(/passed/);
  expect(macroEngine("lint", "--explain", "unused-let")).toContain("## Flagged");
  expect(macroEngine("completion", "bash")).toContain("complete -o");

  const engine = spawn(command, ["watch", "--demo", "--json", "--interval", "100ms"], { cwd: project, env: elsewhere });
  let out = "";
  let err = "";
  engine.stdout.on("data", (chunk) => {
    out += chunk;
  });
  engine.stderr.on("data", (chunk) => {
    err += chunk;
  });
  try {
    await until(
      () => out.includes('"macro":"demo_runaway"'),
      () => `the demo to start: ${out}${err}`,
    );
    engine.kill("SIGTERM");
    await until(() => engine.exitCode !== null, "the engine to end");
    expect([engine.exitCode, err]).toEqual([0, ""]);
    expect(out).toContain('"event":"engine-stop"');
  } finally {
    engine.kill("SIGKILL");
  }
});
