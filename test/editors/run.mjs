// Brings Neovim and Emacs with Eglot onto a Debian machine, once, then runs the tests with them. Plain JavaScript, which runs
// on the machine's own Node too.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ensurePackages } from "../setup/debian-packages.mjs";

ensurePackages([
  { package: "neovim", shown: ["nvim", "--version"] },
  { package: "emacs-nox", shown: ["emacs", "--version"] },
  {
    package: "elpa-eglot",
    shown: ["emacs", "-q", "--batch", "--eval", "(progn (package-initialize) (require 'eglot))"],
  },
]);

const config = fileURLToPath(new URL("vitest.config.ts", import.meta.url));
const { status } = spawnSync("vitest", ["run", "--config", config, ...process.argv.slice(2)], { stdio: "inherit" });
process.exit(status ?? 1);
