/** The server as a process, as the client library wants it told. */

import { type Executable, type NodeModule, type ServerOptions, TransportKind } from "vscode-languageclient/node";
import { type ServerSettings, serverProgram } from "./server-program.ts";

/** As `macro-engine lsp` has it. */
const nodeOptions = ["--max-semi-space-size=4"];

/** The settings are read anew at every start. */
export function serverOptions(settings: () => ServerSettings, bundled: string): ServerOptions {
  const options = {
    get run() {
      return startOf(settings(), bundled);
    },
    get debug() {
      const start = startOf(settings(), bundled);
      return "module" in start
        ? { ...start, options: { execArgv: [...nodeOptions, "--nolazy", "--inspect=6009"] } }
        : start;
    },
  };
  // Both are of one kind at any moment, which their type cannot say.
  return options as { run: Executable; debug: Executable };
}

function startOf(settings: ServerSettings, bundled: string): Executable | NodeModule {
  const program = serverProgram(settings, bundled);
  const args = [...program.args];
  return "module" in program
    ? { module: program.module, args, transport: TransportKind.ipc, options: { execArgv: [...nodeOptions] } }
    : { command: program.command, args, transport: TransportKind.stdio };
}
