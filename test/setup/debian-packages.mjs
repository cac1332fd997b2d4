// Brings programs onto a Debian machine, once. Plain JavaScript, which runs on the machine's own Node too.
import { spawnSync } from "node:child_process";

/**
 * Installs the packages whose command does not succeed; where they cannot be had, it says so and ends the process with 2.
 * `needed`: { package, shown: command that shows that it is there }[].
 */
export function ensurePackages(needed) {
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
