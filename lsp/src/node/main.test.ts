/** The server as editors start it: a process of its own. */

import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { ExitNotification, HoverRequest, InitializeRequest, ShutdownRequest } from "vscode-languageserver";
import {
  createProtocolConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";

const bin = fileURLToPath(new URL("../../../engine/bin/", import.meta.url));
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

function start(name: string, args: readonly string[], channel = false) {
  const stdio = channel ? (["pipe", "pipe", "pipe", "ipc"] as const) : (["pipe", "pipe", "pipe"] as const);
  const child = spawn(process.execPath, [join(bin, name), ...args], { stdio: [...stdio] });
  started.push(child);
  let err = "";
  child.stderr!.on("data", (chunk) => {
    err += chunk;
  });
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.on("exit", (code, signal) => resolve(code ?? signal!));
  });
  return { child, ended, err: () => err };
}

function over(reader: NodeJS.ReadableStream, writer: NodeJS.WritableStream): ProtocolConnection {
  return createProtocolConnection(new StreamMessageReader(reader), new StreamMessageWriter(writer));
}

/** Says hello, asks something, and takes leave. */
async function converse(connection: ProtocolConnection): Promise<void> {
  connection.listen();
  const hello = { processId: process.pid, rootUri: null, capabilities: {}, workspaceFolders: null };
  const { serverInfo } = await connection.sendRequest(InitializeRequest.type, hello);
  expect(serverInfo?.name).toBe("macropolicy");
  const nowhere = { textDocument: { uri: "file:///nowhere/a.macropolicy" }, position: { line: 0, character: 0 } };
  expect(await connection.sendRequest(HoverRequest.type, nowhere)).toBeNull();
  await connection.sendRequest(ShutdownRequest.type);
  await connection.sendNotification(ExitNotification.type);
}

test.each([
  ["macro-engine.js", ["lsp", "--stdio"]],
  ["macro-engine.js", ["lsp"]],
  ["macropolicy-language-server.js", ["--stdio", "--clientProcessId", String(process.pid)]],
])("%s %j talks over standard input and output", async (name, args) => {
  const { child, ended, err } = start(name, args);
  await converse(over(child.stdout!, child.stdin!));
  expect([await ended, err()]).toEqual([0, ""]);
});

/** A place to listen, as a client that gives `--socket` or `--pipe` has one. */
function listening(at: { readonly port: number; readonly host: string } | { readonly path: string }) {
  const server = createServer();
  const client = new Promise<Socket>((resolve) => server.on("connection", resolve));
  const ready = new Promise<number>((resolve) => {
    server.listen(at, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  return { server, client, ready };
}

test.each(["--socket", "--pipe"])("%s leads to where the client listens", async (option) => {
  const pipe = process.platform === "win32" ? `\\\\.\\pipe\\macropolicy-${process.pid}` : `/tmp/mp-${process.pid}.sock`;
  const { server, client, ready } = listening(option === "--socket" ? { port: 0, host: "127.0.0.1" } : { path: pipe });
  const port = await ready;
  const { ended } = start("macro-engine.js", ["lsp", `${option}=${option === "--socket" ? port : pipe}`]);
  const socket = await client;
  await converse(over(socket, socket));
  expect(await ended).toBe(0);
  socket.destroy();
  server.close();
});

test("--node-ipc takes the channel of the Node that forked it", async () => {
  const { child, ended } = start("macro-engine.js", ["lsp", "--node-ipc"], true);
  await converse(createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child)));
  expect(await ended).toBe(0);
});

test("a client that is gone without a word takes the server along", async () => {
  const { child, ended } = start("macro-engine.js", ["lsp", "--stdio"]);
  child.stdin!.end();
  expect(await ended).toBe(1);
});

test.each([
  [["--stdio", "--socket=1"], "a server has one client: give one of --stdio, --socket, --pipe and --node-ipc\n"],
  [["--socket=port"], "--socket port: a port is a whole number from 1 to 65535\n"],
  [["--node-ipc"], "--node-ipc is for a server that another Node program has forked\n"],
  [["--socket=1"], "nobody listens on port 1; the editor has to, before it starts the server\n"],
  [["--pipe=/nowhere/pipe"], "nobody listens on /nowhere/pipe; the editor has to, before it starts the server\n"],
])("%j is wrong use", async (args, message) => {
  const { ended, err } = start("macro-engine.js", ["lsp", ...args]);
  expect([await ended, err()]).toEqual([2, message]);
});
