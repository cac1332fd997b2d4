/** The language server over a connection: keeps the buffers, hands requests to handlers. */

import {
  type ClientCapabilities,
  type Connection,
  ErrorCodes,
  type InitializeParams,
  type InitializeResult,
  Position,
  PositionEncodingKind,
  ResponseError,
  type ServerCapabilities,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { askedMachine } from "./ask-machine.ts";
import { buffers } from "./buffers.ts";
import { toOffset } from "./convert.ts";
import { guarded } from "./guard.ts";
import type { ServerContext } from "./handlers/handler.ts";
import { handlers } from "./handlers/index.ts";
import type { Host } from "./host.ts";
import { createProgress } from "./progress.ts";
import { createRequests } from "./requests.ts";
import { createSettings } from "./settings.ts";
import { createWatching, watchFiles, watchingCapabilities } from "./watching.ts";
import { createPolicySets } from "./workspace/sets.ts";
import { canonicalUri } from "./workspace/uris.ts";

/** Answers on the connection until it is closed. */
export function startServer(connection: Connection, host: Host): void {
  const documents = new TextDocuments(buffers);
  let params: InitializeParams | null = null;
  const client = () => params?.capabilities ?? {};
  const progress = createProgress(connection, client, "Reading policies");
  const onChange: (() => void)[] = [];
  const onReady: (() => void)[] = [];
  const onEdit: ((uri: string | null) => void)[] = [];
  const changed = (uri: string | null) => {
    for (const listener of onEdit) listener(uri);
    for (const listener of onChange) listener();
  };
  const settings = createSettings(connection, {
    client,
    initial: () => params?.initializationOptions,
    changed: () => changed(null),
  });
  const machine = askedMachine(host.machine, settings);
  const sets = createPolicySets({ ...host, machine }, { onProgress: progress.report, onReady: progress.end });
  const log = (message: string) => {
    try {
      connection.console.error(message);
    } catch {
      // The client is gone: nobody is left to tell.
    }
  };
  const requests = createRequests();
  const versionOf = (uri: string) => documents.get(uri)?.version ?? null;
  const context: ServerContext = {
    host,
    get client() {
      return client();
    },
    get commands() {
      return commandsIn(params?.initializationOptions);
    },
    settings: () => settings.read(),
    views: () => sets.views(),
    async document(uri) {
      const found = await sets.viewOf(uri);
      return found?.view.sources.has(found.path) ? found : null;
    },
    file: (uri) => sets.viewOf(uri),
    async at({ textDocument, position }) {
      if (!Position.is(position)) throw new ResponseError(ErrorCodes.InvalidParams, "`position` is no position");
      const found = await sets.viewOf(textDocument.uri);
      const source = found?.view.sources.get(found.path);
      return found && source ? { ...found, offset: toOffset(source, position) } : null;
    },
    onChange: (listener) => void onChange.push(listener),
    onReady: (listener) => void onReady.push(listener),
    onEdit: (listener) => void onEdit.push(listener),
    versionOf,
    requests,
    owns: (view, path) => sets.owns(view, path),
    learn(view, findings) {
      sets.learn(view, findings);
      for (const listener of onChange) listener();
    },
    log,
  };

  const watching = createWatching(connection, client);
  const follow = () => {
    // A client that does not want to will be asked for no more.
    sets
      .outside()
      .then(watching.follow)
      .catch(() => {});
  };
  connection.onInitialize((given): InitializeResult => {
    params = given;
    sets.setFolders(foldersOf(given));
    return { capabilities: capabilitiesFor(given.capabilities), serverInfo: { name: "macropolicy" } };
  });
  connection.onInitialized(async () => {
    settings.begin();
    if (client().workspace?.workspaceFolders === true) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        sets.changeFolders(
          added.map(({ uri }) => uri),
          removed.map(({ uri }) => uri),
        );
        changed(null);
      });
    }
    for (const listener of onReady) listener();
    // A client that refuses has its files read again when they are saved.
    await watching.begin().catch(() => {});
    follow();
    onEdit.push((uri) => uri === null && follow());
  });
  const listening = guarded(connection, { versionOf, requests, log });
  for (const handler of handlers) handler.register(listening, context);
  watchFiles(listening, (uris) => {
    sets.changedOnDisk(uris);
    changed(null);
  });
  keepBuffers(listening, documents, sets, changed);
  connection.listen();
}

function keepBuffers(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  sets: ReturnType<typeof createPolicySets>,
  changed: (uri: string | null) => void,
): void {
  documents.onDidChangeContent(({ document }) => {
    // A client may send what is no text.
    const text: unknown = document.getText();
    if (typeof text !== "string") return;
    sets.open(document.uri, text, document.languageId);
    changed(document.uri);
  });
  documents.onDidSave(({ document }) => {
    sets.changedOnDisk([document.uri]);
    changed(document.uri);
  });
  documents.onDidClose(({ document }) => {
    sets.close(document.uri);
    // The same file may be open by another spelling of its URI.
    const uri = canonicalUri(document.uri);
    const other = documents.all().find((each) => each.uri !== document.uri && canonicalUri(each.uri) === uri);
    if (other !== undefined) sets.open(other.uri, other.getText(), other.languageId);
    changed(null);
  });
  documents.listen(connection);
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  if (workspaceFolders) return workspaceFolders.map(({ uri }) => uri);
  return rootUri ? [rootUri] : [];
}

/** What each handler promises; several may promise something of `workspace`. */
function capabilitiesFor(client: ClientCapabilities): ServerCapabilities {
  const promised = handlers.map(({ capabilities }) =>
    typeof capabilities === "function" ? capabilities(client) : capabilities,
  );
  const workspaces = promised.map(({ workspace }) => workspace ?? {});
  const fileOperations = workspaces.map((workspace) => workspace.fileOperations ?? {});
  return {
    positionEncoding: PositionEncodingKind.UTF16,
    ...Object.assign({}, ...promised),
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
    workspace: {
      ...Object.assign({}, watchingCapabilities, ...workspaces),
      fileOperations: Object.assign({}, watchingCapabilities?.fileOperations, ...fileOperations),
    },
  };
}

function commandsIn(options: unknown): ReadonlySet<string> {
  const given = (options as { readonly commands?: unknown } | null | undefined)?.commands;
  return new Set(Array.isArray(given) ? given.filter((name) => typeof name === "string") : []);
}
