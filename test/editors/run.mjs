// Brings Neovim and Emacs with Eglot onto a Debian machine, once, then runs the tests with them; where they cannot be
// installed, it says what is missing and fails. Plain JavaScript, which runs on the machine's own Node too.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** By what they are for: a command that shows that it is there, and the package that brings it. */
const needed = [
  { package: "neovim", shown: ["nvim", "--version"] },
  { package: "emacs-nox", shown: ["emacs", "--version"] },
  {
    package: "elpa-eglot",
    shown: ["emacs", "-q", "--batch", "--eval", "(progn (package-initialize) (require 'eglot))"],
  },
];

const isThere = ({ shown: [command, ...args] }) => spawnSync(command, args, { stdio: "ignore" }).status === 0;

const missing = needed.filter((entry) => !isThere(entry)).map((entry) => entry.package);
if (missing.length > 0) {
  console.error(`Installing ${missing.join(", ")} for the tests (needed once) …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) => spawnSync("apt-get", ["-q", ...args], { stdio: ["ignore", 2, 2], env }).status === 0;
  if (!(apt("update") && apt("install", "-y", "--no-install-recommends", ...missing))) {
    console.error(`They cannot be installed here. Install ${missing.join(", ")}, or what your system calls them.`);
    process.exit(2);
  }
}

const config = fileURLToPath(new URL("vitest.config.ts", import.meta.url));
const { status } = spawnSync("vitest", ["run", "--config", config, ...process.argv.slice(2)], { stdio: "inherit" });
process.exit(status ?? 1);
