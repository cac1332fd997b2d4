/** Editors as the server sees them: what they can do decides what it sends. */

import type { ClientCapabilities } from "vscode-languageserver";
import type { ProtocolConnection } from "vscode-languageserver/node";

export interface Editor {
  readonly name: string;
  readonly capabilities: ClientCapabilities;
  readonly initializationOptions?: unknown;
}

const semanticTokens = {
  requests: { full: { delta: true }, range: true },
  tokenTypes: [],
  tokenModifiers: [],
  formats: [],
};
const literals = { codeActionKind: { valueSet: [] } };

/** Asks for diagnostics, for edits when they are chosen, and is asked for settings, as VS Code. */
const asking: Editor = {
  name: "asking",
  initializationOptions: { commands: ["macropolicy.runTest", "macropolicy.showReferences"] },
  capabilities: {
    textDocument: {
      diagnostic: {
        relatedInformation: true,
        relatedDocumentSupport: true,
        tagSupport: { valueSet: [1, 2] },
        codeDescriptionSupport: true,
      },
      rename: { prepareSupport: true },
      semanticTokens,
      documentSymbol: { hierarchicalDocumentSymbolSupport: true },
      codeAction: {
        codeActionLiteralSupport: literals,
        disabledSupport: true,
        resolveSupport: { properties: ["edit"] },
      },
      completion: {
        completionItem: {
          snippetSupport: true,
          insertReplaceSupport: true,
          labelDetailsSupport: true,
          insertTextModeSupport: { valueSet: [1, 2] },
        },
      },
      inlayHint: { resolveSupport: { properties: ["tooltip", "label.location"] } },
      foldingRange: { lineFoldingOnly: true },
    },
    workspace: {
      configuration: true,
      workspaceFolders: true,
      didChangeConfiguration: { dynamicRegistration: true },
      didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
      workspaceEdit: { documentChanges: true, snippetEditSupport: true },
      symbol: { resolveSupport: { properties: ["location.range"] } },
      diagnostics: { refreshSupport: true },
      codeLens: { refreshSupport: true },
      inlayHint: { refreshSupport: true },
      semanticTokens: { refreshSupport: true },
    },
    window: { workDoneProgress: true },
  },
};

/** Asks for diagnostics, and for all else at once. */
const plain: Editor = {
  name: "plain",
  capabilities: {
    textDocument: {
      diagnostic: { relatedInformation: true },
      semanticTokens,
      documentSymbol: { hierarchicalDocumentSymbolSupport: true },
      codeAction: { codeActionLiteralSupport: literals },
      hover: { contentFormat: ["plaintext"] },
    },
    workspace: { workspaceFolders: true },
  },
};

/** Waits for diagnostics, as older ones. */
const waiting: Editor = {
  name: "waiting",
  capabilities: {
    textDocument: {
      publishDiagnostics: { relatedInformation: true },
      codeAction: { codeActionLiteralSupport: literals },
    },
    workspace: { workspaceFolders: true, workspaceEdit: { documentChanges: true } },
  },
};

/** Says nothing of itself. */
const silent: Editor = { name: "silent", capabilities: {} };

export const editors: readonly Editor[] = [asking, asking, asking, plain, plain, waiting, waiting, silent];

export function pulls({ capabilities }: Editor): boolean {
  return capabilities.textDocument?.diagnostic !== undefined;
}

const agreed = [
  "client/registerCapability",
  "client/unregisterCapability",
  "window/workDoneProgress/create",
  "workspace/diagnostic/refresh",
  "workspace/codeLens/refresh",
  "workspace/inlayHint/refresh",
  "workspace/semanticTokens/refresh",
];

/** Agrees to all that a server asks of its client; `settings` are those of the user. */
export function answerServer(connection: ProtocolConnection, settings: () => unknown): void {
  for (const method of agreed) connection.onRequest(method, () => null);
  connection.onRequest("workspace/configuration", ({ items }: { readonly items: readonly unknown[] }) =>
    items.map(settings),
  );
  connection.onUnhandledNotification(() => {});
}
