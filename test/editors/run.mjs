// Brings Neovim and Emacs with Eglot onto a Debian machine, once, then runs the tests with them. Plain JavaScript, which runs
// on the machine's own Node too.
import { runWithPackages } from "../setup/run-with-packages.mjs";

runWithPackages(
  [
    { package: "neovim", shown: ["nvim", "--version"] },
    { package: "emacs-nox", shown: ["emacs", "--version"] },
    {
      package: "elpa-eglot",
      shown: ["emacs", "-q", "--batch", "--eval", "(progn (package-initialize) (require 'eglot))"],
    },
  ],
  new URL(".", import.meta.url),
);
