/** Shell completion: `macro-engine completion bash|zsh|fish|powershell` prints the script. */

import createCompletion from "@bomb.sh/tab/commander";
import type { Command } from "commander";

/** Completes commands, options, and where a word is a path, paths: what a completer does not answer, the shell does. */
export function addCompletion(program: Command): void {
  createCompletion(program, { completionCommandName: "completion" });
}
