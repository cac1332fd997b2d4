/** A client and the real server on two ends of an in-memory connection, over a disk in memory. */

import { PassThrough } from "node:stream";
import {
  type ClientCapabilities,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type Position,
  ShutdownRequest,
} from "vscode-languageserver";
import {
  createConnection,
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { toPosition } from "../convert.ts";
import type { Host } from "../host.ts";
import { startServer } from "../server.ts";
import { inMemory } from "./in-memory.ts";
import { type Cursor, type Marked, marked } from "./marked.ts";

export interface TestClient extends Marked {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  uri(path: string): string;
  /** What requests about a position ask: where a cursor stands, by default the first. */
  at(cursor?: Cursor): { textDocument: { uri: string }; position: Position };
  /** Opens a buffer; by default with what the disk has. */
  open(path: string, text?: string): Promise<void>;
  /** Replaces the whole text of an open buffer. */
  change(path: string, text: string): Promise<void>;
  /** The disk; what is written here is there for the server. */
  readonly disk: Map<string, string>;
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly capabilities?: ClientCapabilities;
  readonly host?: Partial<Host>;
  readonly initializationOptions?: unknown;
  /** Folders of the workspace, below which the paths of the set are or are not; by default that of the set. */
  readonly folders?: readonly string[];
  /** Further texts of the disk by URI, as they are: marks are text. */
  readonly disk?: Iterable<readonly [string, string]>;
}

const root = "file:///work/set";

/** Starts a server over a set whose texts may have marks, and says `initialize` to it. */
export async function connect(
  files: Readonly<Record<string, string>>,
  { capabilities = {}, host = {}, folders = [root], disk: more = [], initializationOptions }: ConnectOptions = {},
): Promise<TestClient> {
  const found = marked(files);
  const disk = new Map([
    ...Object.entries(found.texts).map(([path, text]) => [`${root}/${path}`, text] as const),
    ...more,
  ]);
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  // Over plain streams a server ends its process when the client is gone: here that is the tests'.
  const connectionOfServer = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  startServer(connectionOfServer, {
    files: inMemory(disk),
    today: () => "2027-01-01",
    codePage: async () => null,
    machine: null,
    openTrace: null,
    ...host,
  });
  const connection = createProtocolConnection(toClient, toServer);
  connection.listen();
  const initialized = await connection.sendRequest(InitializeRequest.type, {
    processId: null,
    rootUri: null,
    capabilities,
    initializationOptions,
    workspaceFolders: folders.map((uri) => ({ uri, name: "set" })),
  });
  await connection.sendNotification(InitializedNotification.type, {});
  const uri = (path: string) => `${root}/${path}`;
  const versions = new Map<string, number>();
  return {
    ...found,
    connection,
    initialized,
    disk,
    uri,
    at(cursor = found.cursors[0]!) {
      const source = { path: cursor.path, text: found.texts[cursor.path]! };
      return { textDocument: { uri: uri(cursor.path) }, position: toPosition(source, cursor.offset) };
    },
    open(path, text = found.texts[path]!) {
      versions.set(path, 1);
      const textDocument = { uri: uri(path), languageId: "macropolicy", version: 1, text };
      return connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
    },
    change(path, text) {
      const version = versions.get(path)! + 1;
      versions.set(path, version);
      const textDocument = { uri: uri(path), version };
      return connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument,
        contentChanges: [{ text }],
      });
    },
    async close() {
      await connection.sendRequest(ShutdownRequest.type);
      connection.dispose();
      connectionOfServer.dispose();
      toServer.destroy();
      // What the server is about to send goes nowhere: to fail would be an error that nobody catches.
      toClient.resume();
    },
  };
}
