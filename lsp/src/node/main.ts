/** The server as a process: over standard input and output, or what else the client asks for by `--node-ipc`, `--socket`, `--pipe`. */

import { connect } from "node:net";
import { createConnection } from "vscode-languageserver/node";
import { startServer } from "../server.ts";
import { nodeHost } from "./node-host.ts";

const place = optionOf("--socket") ?? optionOf("--pipe");
if (place === null) startServer(createConnection(), nodeHost());
else startOver(place);

/** The value of `--option value` or `--option=value`; null where it is not given. */
function optionOf(name: string): string | null {
  const at = process.argv.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  if (at < 0) return null;
  const given = process.argv[at]!;
  return given === name ? (process.argv[at + 1] ?? "") : given.slice(name.length + 1);
}

/** The client listens; a number is a port of this machine. The library would take no notice of a client that is not there. */
function startOver(place: string): void {
  const isPort = /^\d+$/.test(place);
  const socket = isPort ? connect(Number(place), "127.0.0.1") : connect(place);
  const notThere = () => {
    process.stderr.write(
      `nobody listens on ${isPort ? `port ${place}` : place}; the editor has to, before it starts the server\n`,
    );
    process.exit(2);
  };
  socket.once("error", notThere);
  socket.once("connect", () => {
    // What breaks later is an end like any other.
    socket.off("error", notThere).on("error", () => {});
    startServer(createConnection(socket, socket), nodeHost());
  });
}
