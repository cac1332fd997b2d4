/** Makes commands answer; one that throws says so, and leaves the rest in the output. */

import { commands, type Disposable, window } from "vscode";
import type { Command, Tools } from "./command.ts";

export function registerCommands(list: readonly Command[], tools: Tools): Disposable[] {
  return list.map((command) =>
    commands.registerCommand(command.id, (...args: readonly unknown[]) => runCommand(command, tools, args)),
  );
}

export async function runCommand({ id, run }: Command, tools: Tools, args: readonly unknown[]): Promise<void> {
  try {
    await run(tools, ...args);
  } catch (error) {
    tools.output.error(id, error);
    void window.showErrorMessage(`${id}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
