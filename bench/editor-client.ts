/** The least of an editor: starts a language server, opens files, types, asks, and takes the time of the answers. */

import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  CompletionRequest,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  ExitNotification,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type Position,
  type ProtocolConnection,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  WorkspaceDiagnosticRequest,
} from "vscode-languageserver/node";
import type { EditedFile, EditorWorkload } from "./editor-workload.ts";

export interface ServerCommand {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

export interface EditorClient {
  /** From the start of the process to the answer to `initialize`, ms. */
  readonly readyMs: number;
  open(file: EditedFile): Promise<void>;
  /** Types a blank at an offset and takes it back with the next call; the time until the file's diagnostics are there, ms. */
  typeAndDiagnose(file: EditedFile, offset: number): Promise<number>;
  /** Ms; throws where nothing is offered, which would not be what is to be measured. */
  complete(file: EditedFile, offset: number): Promise<number>;
  hover(file: EditedFile, offset: number): Promise<number>;
  /** Diagnostics of every file of the folder, ms; null where the server has no such request. */
  diagnoseAll(): Promise<number | null>;
  /** Changes a file a hundred times without waiting, then asks: the time until the answer, ms. */
  typeFast(file: EditedFile): Promise<number>;
  /** Bytes resident in its processes. */
  memory(): number;
  close(): Promise<void>;
}

/** Starts a server over a folder. */
export async function startEditor(server: ServerCommand, workload: EditorWorkload): Promise<EditorClient> {
  const began = performance.now();
  const child = spawn(server.command, server.args, { cwd: workload.folder, stdio: ["pipe", "pipe", "ignore"] });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout!),
    new StreamMessageWriter(child.stdin!),
  );
  answerServer(connection);
  connection.listen();
  const root = pathToFileURL(workload.folder).href;
  const { capabilities } = await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: root,
    workspaceFolders: [{ uri: root, name: "bench" }],
    capabilities: {
      textDocument: { diagnostic: {}, completion: {}, hover: { contentFormat: ["markdown"] } },
      workspace: { diagnostics: { refreshSupport: true }, configuration: true, workspaceFolders: true },
      window: { workDoneProgress: true },
    },
  });
  const readyMs = performance.now() - began;
  await connection.sendNotification(InitializedNotification.type, {});
  return {
    readyMs,
    ...requests(connection, workload, child, capabilities.diagnosticProvider?.workspaceDiagnostics === true),
  };
}

/** What servers ask of their clients before they begin. */
function answerServer(connection: ProtocolConnection): void {
  connection.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) => items.map(() => null));
  for (const method of ["client/registerCapability", "client/unregisterCapability", "window/workDoneProgress/create"]) {
    connection.onRequest(method, () => null);
  }
  for (const refresh of ["diagnostic", "inlayHint", "codeLens", "semanticTokens"]) {
    connection.onRequest(`workspace/${refresh}/refresh`, () => null);
  }
}

function requests(
  connection: ProtocolConnection,
  { folder, languageId }: EditorWorkload,
  child: ChildProcess,
  diagnosesAll: boolean,
): Omit<EditorClient, "readyMs"> {
  const versions = new Map<string, number>();
  const typed = new Map<string, Position>();
  const uriOf = ({ path }: EditedFile) => pathToFileURL(join(folder, path)).href;
  const timed = async (work: () => Promise<unknown>) => {
    const began = performance.now();
    await work();
    return performance.now() - began;
  };
  const diagnose = (file: EditedFile) =>
    connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri: uriOf(file) } });
  const change = (file: EditedFile, offset: number) => {
    const version = versions.get(file.path)! + 1;
    versions.set(file.path, version);
    const earlier = typed.get(file.path);
    const at = positionOf(file.text, offset);
    typed.set(file.path, at);
    const insert = { range: { start: at, end: at }, text: " " };
    const takeBack = earlier && {
      range: { start: earlier, end: { line: earlier.line, character: earlier.character + 1 } },
      text: "",
    };
    return connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: uriOf(file), version },
      contentChanges: takeBack ? [takeBack, insert] : [insert],
    });
  };
  const place = (file: EditedFile, offset: number) => ({
    textDocument: { uri: uriOf(file) },
    position: shifted(positionOf(file.text, offset), typed.get(file.path)),
  });
  return {
    open(file) {
      versions.set(file.path, 1);
      const textDocument = { uri: uriOf(file), languageId, version: 1, text: file.text };
      return connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
    },
    typeAndDiagnose: (file, offset) =>
      timed(async () => {
        await change(file, offset);
        await diagnose(file);
      }),
    complete: (file, offset) =>
      timed(async () => {
        const found = await connection.sendRequest(CompletionRequest.type, place(file, offset));
        const items = Array.isArray(found) ? found : (found?.items ?? []);
        if (items.length === 0) throw new Error(`nothing is offered in ${file.path} at ${offset}`);
      }),
    hover: (file, offset) =>
      timed(async () => {
        const found = await connection.sendRequest(HoverRequest.type, place(file, offset));
        if (found === null) throw new Error(`nothing is said of ${file.path} at ${offset}`);
      }),
    async diagnoseAll() {
      if (!diagnosesAll) return null;
      return timed(() => connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds: [] }));
    },
    typeFast: (file) =>
      timed(async () => {
        for (let edit = 0; edit < 100; edit++) await change(file, file.blanks[edit % file.blanks.length]!);
        await diagnose(file);
      }),
    memory: () => memoryOf(child.pid!),
    async close() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
      await ended;
      connection.dispose();
    },
  };
}

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length - 1, character: offset - (before.lastIndexOf("\n") + 1) };
}

/** Where a place of the file on disk is, with a blank typed before it or not. */
function shifted(at: Position, blank: Position | undefined): Position {
  const moves = blank !== undefined && blank.line === at.line && blank.character <= at.character;
  return moves ? { ...at, character: at.character + 1 } : at;
}

/** Of a process and its children, bytes (Linux). */
function memoryOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const own = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
  return children.reduce((bytes, child) => bytes + memoryOf(Number(child)), own);
}
