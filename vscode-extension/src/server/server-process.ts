/** How the server is started as a process: the one inside the extension, or the one that a setting names. */

import { type Executable, type NodeModule, type ServerOptions, TransportKind } from "vscode-languageclient/node";

export interface ServerSettings {
  /** `macropolicy.server.path`; empty: the one inside the extension. */
  readonly path: string;
  readonly args: readonly string[];
}

/** The settings are read anew at every start. `bundled` is the script inside the extension. */
export function serverOptions(settings: () => ServerSettings, bundled: string): ServerOptions {
  const options = {
    get run() {
      return serverProgram(settings(), bundled);
    },
    get debug() {
      const program = serverProgram(settings(), bundled);
      if ("module" in program) program.options = { execArgv: ["--nolazy", "--inspect=6009"] };
      return program;
    },
  };
  // Both are of one kind at any moment, which their type cannot say.
  return options as { run: Executable; debug: Executable };
}

/** A script runs on the editor's own Node; anything else is a command that speaks over standard input and output. */
export function serverProgram({ path, args }: ServerSettings, bundled: string): Executable | NodeModule {
  if (path === "") return { module: bundled, transport: TransportKind.ipc };
  if (/\.[cm]?js$/.test(path)) return { module: path, args: [...args], transport: TransportKind.ipc };
  // The client itself adds --stdio.
  return { command: path, args: args.filter((arg) => arg !== "--stdio"), transport: TransportKind.stdio };
}
