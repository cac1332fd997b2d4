/** The command line: one command a file in `commands/`, listed here. */

import { Command } from "commander";

export const program = new Command("macro-engine");
await program.parseAsync();
