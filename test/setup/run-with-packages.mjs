// Runs a suite that needs programs of Debian, which it brings onto the machine, once. Plain JavaScript, which runs on the
// machine's own Node too.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * Ends the process as the tests of a folder (a URL) do, with the arguments that it was started with; with 2 where a package
 * cannot be had. `needed`: { package, shown: command that shows that it is there }[].
 */
export function runWithPackages(needed, folder) {
  ensurePackages(needed);
  const config = fileURLToPath(new URL("specs.vitest.config.ts", import.meta.url));
  const args = ["run", "--config", config, "--root", fileURLToPath(folder), ...process.argv.slice(2)];
  process.exit(spawnSync("vitest", args, { stdio: "inherit" }).status ?? 1);
}

function ensurePackages(needed) {
  const isThere = ({ shown: [command, ...args] }) => spawnSync(command, args, { stdio: "ignore" }).status === 0;
  const missing = needed.filter((entry) => !isThere(entry)).map((entry) => entry.package);
  if (missing.length === 0) return;
  console.error(`Installing ${missing.join(", ")} for the tests (needed once) …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) => spawnSync("apt-get", ["-q", ...args], { stdio: ["ignore", 2, 2], env }).status === 0;
  if (apt("update") && apt("install", "-y", "--no-install-recommends", ...missing)) return;
  console.error(`They cannot be installed here. Install ${missing.join(", ")}, or what your system calls them.`);
  process.exit(2);
}
