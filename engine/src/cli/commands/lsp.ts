/** `macro-engine lsp`: the language server, for whatever editor starts it. */

import { isatty } from "node:tty";
import { type Command, Option } from "commander";
import { languageServer } from "../../entry.ts";
import { becomeLanguageServer } from "../become-language-server.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";

export interface LspOptions {
  readonly stdio?: boolean;
  /** A port of this machine on which the client listens. */
  readonly socket?: string;
  /** A pipe or socket file on which the client listens. */
  readonly pipe?: string;
  readonly nodeIpc?: boolean;
}

/** What is wrong with how the client wants to talk; null: nothing. `hasChannel`: this process was forked by another of Node. */
export function transportProblem(options: LspOptions, hasChannel: boolean): string | null {
  const { stdio, socket, pipe, nodeIpc } = options;
  const given = [stdio === true, socket !== undefined, pipe !== undefined, nodeIpc === true].filter(Boolean);
  if (given.length > 1) return "a server has one client: give one of --stdio, --socket, --pipe and --node-ipc";
  const port = Number(socket ?? 1);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    return `--socket ${socket}: a port is a whole number from 1 to 65535`;
  }
  if (pipe === "") return "--pipe needs the name of a pipe";
  if (nodeIpc === true && !hasChannel) return "--node-ipc is for a server that another Node program has forked";
  return null;
}

/** Starts the server, which ends this process when its client is gone. Exit code 2 for wrong use. */
export async function lspCommand(options: LspOptions, io: CommandIo): Promise<number> {
  const problem = transportProblem(options, process.send !== undefined);
  if (problem !== null) {
    io.stderr(`${problem}\n`);
    return exitCodes.wrongUse;
  }
  // The server's library reads the arguments of the process for itself.
  if (options.socket === undefined && options.pipe === undefined && options.nodeIpc !== true) {
    if (isatty(0)) io.stderr("waiting for an editor on standard input; Ctrl-C ends this\n");
    if (options.stdio !== true) process.argv.push("--stdio");
  }
  // A channel of Node's belongs to this very program.
  if (options.nodeIpc === true) await import(languageServer.href);
  else await becomeLanguageServer(process.argv.slice(3));
  return exitCodes.fine;
}

export function registerLsp(program: Command): void {
  program
    .command("lsp")
    .summary("the language server, for editors")
    .description("Talks to an editor by the Language Server Protocol. Editors start it; it ends with them.")
    .option("--stdio", "over standard input and output, as without any option")
    .option("--socket <port>", "over a port of this machine on which the editor listens")
    .option("--pipe <name>", "over a pipe, or a socket file, on which the editor listens")
    .option("--node-ipc", "over the channel of the Node program that has forked it")
    .addOption(new Option("--clientProcessId <pid>", "ends when this process has ended").hideHelp())
    .addHelpText(
      "after",
      `
Examples:
  macro-engine lsp --stdio
  npx macropolicy-language-server --stdio

Exit codes: 0 the editor has shut it down, 1 the editor is gone without a word, 2 wrong use.`,
    )
    .action(async (options: LspOptions) => {
      process.exitCode = await lspCommand(options, processIo());
    });
}
