/** An Emacs without a screen, asked as `emacsclient` asks. */

import { execFile, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished } from "vitest";
import type { Stage } from "./stage.ts";

const run = promisify(execFile);

/** Packages as the system has them, nothing asked, nothing kept. */
const quiet = `(package-initialize)
(setq make-backup-files nil auto-save-default nil create-lockfiles nil eglot-confirm-server-initiated-edits nil)
`;

export interface Emacs {
  /** What an expression comes to in the buffer of the file, as JSON can say it. */
  lisp<T>(expression: string): Promise<T>;
}

/** Shows a file under this configuration; ended when the test has finished. */
export async function openEmacs(stage: Stage, init: string, file: string): Promise<Emacs> {
  const config = join(stage.env.HOME!, "init.el");
  writeFileSync(config, `${quiet}${init}`);
  const socket = join(stage.env.HOME!, "emacs.socket");
  const args = ["-q", `--fg-daemon=${socket}`, "-l", config];
  const child = spawn("emacs", args, { cwd: stage.folder, env: stage.env, stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("close", resolve));
  onTestFinished(async () => {
    child.kill();
    await ended;
  });
  const evaluate = async (expression: string) =>
    (await run("emacsclient", ["-s", socket, "--eval", expression], { env: stage.env })).stdout;
  const inBuffer = `with-current-buffer (window-buffer (selected-window))`;
  await expect.poll(() => evaluate("1").catch(() => "")).toBe("1\n");
  // As a key would: Eglot connects after the command that has opened a file.
  await evaluate(`(with-current-buffer (find-file "${stage.path(file)}") (run-hooks 'post-command-hook))`);
  return {
    async lisp(expression) {
      // Printed twice: as JSON, then as a string of Lisp, which JSON can read for what is in ASCII.
      const printed = await evaluate(`(${inBuffer} (json-encode (vector ${expression})))`);
      return JSON.parse(JSON.parse(printed))[0];
    },
  };
}
