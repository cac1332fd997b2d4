/** The language server over a connection: keeps the buffers, hands requests to handlers. */

import {
  type ClientCapabilities,
  type Connection,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { toOffset } from "./convert.ts";
import type { ServerContext } from "./handlers/handler.ts";
import { handlers } from "./handlers/index.ts";
import type { Host } from "./host.ts";
import { createSettings } from "./settings.ts";
import { createPolicySets } from "./workspace/sets.ts";

/** Answers on the connection until it is closed. */
export function startServer(connection: Connection, host: Host): void {
  const sets = createPolicySets(host.files);
  const documents = new TextDocuments(TextDocument);
  const listeners: (() => void)[] = [];
  let client: ClientCapabilities = {};
  let initial: unknown;
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const settings = createSettings(connection, { client: () => client, initial: () => initial, changed });
  const context: ServerContext = {
    host,
    get client() {
      return client;
    },
    get commands() {
      return commandsIn(initial);
    },
    settings: () => settings.read(),
    views: () => sets.views(),
    document: (uri) => sets.viewOf(uri),
    async at({ textDocument, position }) {
      const found = await sets.viewOf(textDocument.uri);
      const source = found?.view.sources.get(found.path);
      return found && source ? { ...found, offset: toOffset(source, position) } : null;
    },
    versionOf: (uri) => documents.get(uri)?.version ?? null,
    onChange: (listener) => void listeners.push(listener),
  };

  connection.onInitialize((params): InitializeResult => {
    client = params.capabilities;
    initial = params.initializationOptions;
    sets.setFolders((params.workspaceFolders ?? []).map(({ uri }) => uri.replace(/\/$/, "")));
    const promised = handlers.map(({ capabilities }) =>
      typeof capabilities === "function" ? capabilities(client) : capabilities,
    );
    return {
      capabilities: Object.assign({ textDocumentSync: TextDocumentSyncKind.Incremental }, ...promised),
      serverInfo: { name: "macropolicy" },
    };
  });
  connection.onInitialized(() => settings.begin());
  for (const handler of handlers) handler.register(connection, context);
  documents.onDidChangeContent(({ document }) => {
    sets.open(document.uri, document.getText());
    changed();
  });
  documents.onDidClose(({ document }) => {
    sets.close(document.uri);
    changed();
  });
  documents.listen(connection);
  connection.listen();
}

function commandsIn(options: unknown): ReadonlySet<string> {
  const given = (options as { readonly commands?: unknown } | null | undefined)?.commands;
  return new Set(Array.isArray(given) ? given.filter((name) => typeof name === "string") : []);
}
