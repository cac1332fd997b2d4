/** A client for the server in a worker: answers about files, remembers what it is told. Runs in a page and in Node. */

import { listFolderMethod, readFileMethod, type UriParams } from "../../../lsp/src/editor-protocol.ts";

export interface WorkerClient {
  request<Result>(method: string, params: unknown): Promise<Result>;
  notify(method: string, params: unknown): void;
  /** Says `initialize` and `initialized` for a folder. */
  initialize(folder: string): Promise<void>;
  /** The problems of a file, as soon as there are some. */
  diagnostics(uri: string): Promise<readonly WorkerDiagnostic[]>;
}

export interface WorkerDiagnostic {
  readonly code?: string;
  readonly message: string;
}

interface Message {
  readonly jsonrpc: "2.0";
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

type Send = (message: Message) => void;

/** `connect` gets where the server's messages go, and gives where the client's do. */
export function workerClient(connect: (toClient: Send) => Send, files: Readonly<Record<string, string>>): WorkerClient {
  const waiting = new Map<number | string, (message: Message) => void>();
  const published = new Map<string, readonly WorkerDiagnostic[]>();
  let told = () => {};
  let last = 0;

  const send = connect((message) => {
    const { id, method } = message;
    if (method === undefined) waiting.get(id!)?.(message);
    else if (id !== undefined) send({ jsonrpc: "2.0", id, result: answer(files, method, message.params) });
    else if (method === "textDocument/publishDiagnostics") {
      const { uri, diagnostics } = message.params as { uri: string; diagnostics: readonly WorkerDiagnostic[] };
      published.set(uri, diagnostics);
      told();
    }
  });

  const client: WorkerClient = {
    request: <Result>(method: string, params: unknown) =>
      new Promise<Result>((resolve, reject) => {
        const id = ++last;
        waiting.set(id, ({ result, error }) => (error ? reject(new Error(error.message)) : resolve(result as Result)));
        send({ jsonrpc: "2.0", id, method, params });
      }),
    notify: (method, params) => send({ jsonrpc: "2.0", method, params }),
    async initialize(folder) {
      const workspaceFolders = [{ uri: folder, name: "set" }];
      await client.request("initialize", { processId: null, rootUri: null, capabilities: {}, workspaceFolders });
      client.notify("initialized", {});
    },
    diagnostics: (uri) =>
      new Promise((resolve) => {
        told = () => {
          const found = published.get(uri);
          if (found !== undefined && found.length > 0) resolve(found);
        };
        told();
      }),
  };
  return client;
}

/** What the server asks of its client. */
function answer(files: Readonly<Record<string, string>>, method: string, params: unknown): unknown {
  const { uri } = (params ?? {}) as UriParams;
  if (method === readFileMethod) return files[uri] === undefined ? { reason: "not there" } : { text: files[uri] };
  if (method !== listFolderMethod) return null;
  const below = Object.keys(files).filter((path) => path.startsWith(`${uri}/`));
  const parts = below.map((path) => path.slice(uri.length + 1).split("/"));
  return [...new Map(parts.map(([name, ...rest]) => [name, { name, isFolder: rest.length > 0 }])).values()];
}
