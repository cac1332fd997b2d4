/** `npm start` and `npm test` make the clone ready by themselves, once. */

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { node, root } from "./testing/stage.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A clone with the real set-up and manifests, where `npm install` only notes that it was called and does what npm does last. */
function clone() {
  const folder = mkdtempSync(join(tmpdir(), "macro-clone-"));
  folders.push(folder);
  const { workspaces } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const manifests = [
    "package.json",
    "package-lock.json",
    ...workspaces.map((name: string) => join(name, "package.json")),
  ];
  for (const file of ["scripts/setup.mjs", ...manifests]) cpSync(join(root, file), join(folder, file));
  const program = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  };
  program("tools/npm", 'echo "$@" >> npm-calls; mkdir -p node_modules; echo {} > node_modules/.package-lock.json');
  program("node_modules/.bin/macro-engine", 'echo "started with: $*"; exit 3');
  const env = { PATH: `${join(folder, "tools")}:/usr/bin:/bin`, HOME: folder };
  return {
    folder,
    start: () => {
      const args = ["scripts/setup.mjs", "macro-engine", "watch", "policies/", "--demo"];
      const { status, stdout, stderr } = spawnSync(node, args, { cwd: folder, env, encoding: "utf8" });
      return { status, stdout, stderr };
    },
  };
}

// The stand-in for npm is a shell script.
it.skipIf(process.platform === "win32")(
  "installs at the first start, never at the second, and again for a new manifest",
  () => {
    const { folder, start } = clone();
    const installing = expect.stringContaining("Installing dependencies");
    const started = { status: 3, stdout: "started with: watch policies/ --demo\n" };
    expect(start()).toEqual({ ...started, stderr: installing });
    expect(start()).toEqual({ ...started, stderr: "" });
    const later = new Date(Date.now() + 60_000);
    utimesSync(join(folder, "engine", "package.json"), later, later);
    expect(start()).toEqual({ ...started, stderr: installing });
    const calls = readFileSync(join(folder, "npm-calls"), "utf8").trimEnd().split("\n");
    expect(calls).toHaveLength(2);
    expect(calls[0]).toMatch(/^install --no-save /);
  },
);

// The stand-in for npm is a shell script.
it.skipIf(process.platform === "win32")("says so when the installation fails, and starts nothing", () => {
  const { folder, start } = clone();
  writeFileSync(join(folder, "tools", "npm"), "#!/bin/sh\necho no network >&2; exit 1\n", { mode: 0o755 });
  const { status, stdout, stderr } = start();
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("npm install failed");
});

it("brings the Node that the project is written for", () => {
  const version = execFileSync(node, ["--version"], { encoding: "utf8" });
  expect(Number(/^v(\d+)\./.exec(version)?.[1])).toBeGreaterThanOrEqual(24);
  expect(Number(process.versions.node.split(".")[0])).toBeGreaterThanOrEqual(24);
});

it("has a lockfile without addresses of a registry", () => {
  expect(readFileSync(join(root, "package-lock.json"), "utf8")).not.toMatch(/https?:\/\/[^"]*\.tgz/);
});

it("has a lockfile that `npm ci` takes: with all that manifests name, and with the packages of every platform", () => {
  type Names = Readonly<Record<string, string>>;
  interface Entry {
    readonly dependencies?: Names;
    readonly devDependencies?: Names;
    readonly optionalDependencies?: Names;
  }
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const packages: Readonly<Record<string, Entry>> = lock.packages;
  const { workspaces } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const folder of ["", ...workspaces]) {
    const manifest: Entry = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    const locked = packages[folder];
    expect({ ...locked?.dependencies, ...locked?.devDependencies, ...locked?.optionalDependencies }, folder).toEqual({
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...manifest.optionalDependencies,
    });
  }
  // npm leaves out the packages of other platforms when it writes a lockfile beside a `node_modules` without them.
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
    ),
  );
  expect(missing).toEqual([]);
});
