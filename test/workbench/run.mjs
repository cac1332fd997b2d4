// Brings VS Code, as code-server, and a Chromium into this folder's node_modules, once; then runs the tests in it.
// Plain JavaScript, which runs on the machine's own Node too.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const vscode = join(here, "node_modules", "code-server", "lib", "vscode");
/** Written last: the lock file that everything was installed from. */
const whole = join(here, "node_modules", ".whole");
const lock = readFileSync(join(here, "package-lock.json"), "utf8");

if (!existsSync(whole) || readFileSync(whole, "utf8") !== lock) {
  console.error("Installing VS Code for the tests (needed once, 800 MB) …");
  // No install scripts: they would compile, or fetch from elsewhere. Terminals have their native half in their package already.
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  rmSync(whole, { force: true });
  npm(here, ["ci", ...options]);
  // Not `npm ci`: what code-server brings as a lock file is out of step with its manifest.
  npm(vscode, ["install", "--omit=dev", ...options]);
  npm(join(vscode, "extensions"), ["install", "--omit=dev", ...options]);
  link("code-linux.sh", join(vscode, "bin", "remote-cli", "code-server"));
  link("browser-linux.sh", join(vscode, "bin", "helpers", "browser.sh"));
  writeFileSync(whole, lock);
}

// The native half of what writes logs is compiled by an install script.
copyFileSync(join(here, "harness", "spdlog.cjs"), join(vscode, "node_modules", "@vscode", "spdlog", "index.js"));

// What it imports is only here: the check of everything else cannot see it.
const types = spawnSync("tsc", ["-p", here], { stdio: "inherit" });
if (types.status !== 0) process.exit(types.status ?? 1);

const config = join(here, "vitest.config.ts");
const { status } = spawnSync("vitest", ["run", "--config", config, ...process.argv.slice(2)], { stdio: "inherit" });
process.exit(status ?? 1);

function npm(cwd, args) {
  const { status, error } = spawnSync("npm", args, { cwd, stdio: ["ignore", 2, 2] });
  if (status === 0) return;
  console.error(`npm ${args[0]} failed in ${cwd}${error ? `: ${error.message}` : ""}: there is no VS Code to test in.`);
  process.exit(2);
}

function link(target, path) {
  rmSync(path, { force: true });
  symlinkSync(target, path);
}
