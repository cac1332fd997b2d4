/** The server as a process: over standard input and output, or what else the client asks for by `--node-ipc`, `--socket`, `--pipe`. */

import { createConnection } from "vscode-languageserver/node";
import { startServer } from "../server.ts";
import { nodeHost } from "./node-host.ts";

startServer(createConnection(), nodeHost());
