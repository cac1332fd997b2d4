// Makes the clone ready (install, build, each only when stale), then runs a command of node_modules/.bin.
// Plain JavaScript without dependencies: it must run on the machine's own Node, before anything is installed.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync, utimesSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = join(root, "node_modules", ".bin");

/** npm writes it last, so one that is newer than every manifest means a whole install. */
const installed = join(root, "node_modules", ".package-lock.json");

function installIsStale() {
  if (!existsSync(installed)) return true;
  const { workspaces } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const manifests = ["package.json", "package-lock.json", ...workspaces.map((folder) => join(folder, "package.json"))];
  const installedAt = statSync(installed).mtimeMs;
  return manifests.some((file) => statSync(join(root, file)).mtimeMs > installedAt);
}

function install() {
  console.error("Installing dependencies (needed once) …");
  // Not `npm ci`: it would begin with removing what is there, for a single new manifest too.
  // Engine warnings are expected under an old Node: everything below runs on the Node that is being installed.
  const { status, error } = spawnSync("npm", ["install", "--no-save", "--loglevel=error", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error(
      `npm install failed${error ? `: ${error.message}` : ""}. Nothing else was done; run the command again once it is mended.`,
    );
    process.exit(2);
  }
  // npm leaves it as it was when nothing had to be done.
  const now = new Date();
  utimesSync(installed, now, now);
}

function run(command, args) {
  const path = `${bin}${delimiter}${process.env.PATH ?? ""}`;
  const child = spawn(command, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PATH: path },
    shell: process.platform === "win32",
  });
  // The terminal signals the whole group; what reaches only us is handed on.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`${command} cannot be started: ${error.message}`);
    process.exit(2);
  });
  child.on("exit", (code, signal) => process.exit(signal ? 128 + (signal === "SIGINT" ? 2 : 15) : code));
}

if (installIsStale()) install();
const [command = "", ...args] = process.argv.slice(2);
if (command) run(command, args);
