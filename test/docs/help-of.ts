/** What `macro-engine … --help` prints, without a process for each command. */

import type { Command } from "commander";
import { createProgram } from "../../engine/src/cli/program.ts";

/** Help by the name of a command, `audit verify` for one within another; that of the program itself by "". In the order of the program. */
export async function helpOfAll(): Promise<ReadonlyMap<string, string>> {
  const program = await createProgram([], () => Promise.reject(new Error("help watches nothing")));
  return new Map([["", helpOf(program)], ...helpWithin(program, "")]);
}

function helpWithin(parent: Command, before: string): (readonly [string, string])[] {
  const visible = parent.createHelp().visibleCommands(parent);
  return visible
    .filter((command) => command.name() !== "help")
    .flatMap((command) => {
      const name = `${before}${command.name()}`;
      return [[name, helpOf(command)] as const, ...helpWithin(command, `${name} `)];
    });
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
