/** What `macro-engine … --help` prints, without a process for each command. */

import type { Command } from "commander";
import { createProgram } from "../../engine/src/cli/program.ts";

/** Help by the name of a command; that of the program itself by "". In the order of the program. */
export async function helpOfAll(): Promise<ReadonlyMap<string, string>> {
  const program = await createProgram([], () => Promise.reject(new Error("help watches nothing")));
  const visible = program.createHelp().visibleCommands(program);
  const commands = visible.filter((command) => command.name() !== "help");
  return new Map([["", helpOf(program)], ...commands.map((command) => [command.name(), helpOf(command)] as const)]);
}

function helpOf(command: Command): string {
  let help = "";
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
  });
  command.outputHelp();
  return help;
}
