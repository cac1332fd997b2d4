/** The extension in a browser, without a machine under it: the server runs in a web worker and is told of files by the editor. */

import { type ExtensionContext, FileType, Uri, window, workspace } from "vscode";
import { LanguageClient } from "vscode-languageclient/browser";
import {
  type CodePageParams,
  codePageMethod,
  type FolderListing,
  listFolderMethod,
  type ReadFileResult,
  readFileMethod,
  type UriParams,
} from "../../lsp/src/editor-protocol.ts";
import { clientOptions } from "./client-options.ts";
import { everywhere } from "./commands/everywhere.ts";
import { registerCommands } from "./commands/register.ts";
import { Reports } from "./reports.ts";
import { createLanguageServer } from "./server/language-server.ts";
import { Status } from "./status.ts";
import { createTestingView } from "./testing-view/testing-view.ts";

/** Of a page, whose types would be in the way of Node's. */
declare const Worker: new (url: string) => WorkerHandle;

interface WorkerHandle {
  terminate(): void;
}

export function activate(context: ExtensionContext): { readonly ready: Promise<void> } {
  const output = window.createOutputChannel("Macro policies", { log: true });
  const reports = new Reports();
  const status = new Status();
  const script = Uri.joinPath(context.extensionUri, "dist", "server.js").toString(true);
  let worker: WorkerHandle | null = null;
  const startWorker = async () => {
    worker?.terminate();
    worker = new Worker(script);
    return worker as never;
  };
  const client = new LanguageClient("macropolicy", "Macro policies", startWorker, clientOptions(output));
  answerAboutFiles(client, context.extensionUri);
  const server = createLanguageServer(client, output, (state) => status.server(state));
  const testing = createTestingView(client, output);
  const tools = { output, reports, memory: context.workspaceState, restartServer: () => server.restart() };
  context.subscriptions.push(
    output,
    status,
    reports,
    server,
    testing,
    { dispose: () => worker?.terminate() },
    ...registerCommands([...everywhere, ...testing.commands], tools),
  );
  return { ready: server.start() };
}

/** A worker has no disk: it asks for what is on the editor's. */
function answerAboutFiles(client: LanguageClient, extension: Uri): void {
  client.onRequest<ReadFileResult, void>(readFileMethod, async ({ uri }: UriParams): Promise<ReadFileResult> => {
    try {
      const bytes = await workspace.fs.readFile(client.protocol2CodeConverter.asUri(uri));
      return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
    } catch (error) {
      return { reason: error instanceof Error ? error.message : String(error) };
    }
  });
  client.onRequest(listFolderMethod, async ({ uri }: UriParams): Promise<FolderListing> => {
    try {
      const entries = await workspace.fs.readDirectory(client.protocol2CodeConverter.asUri(uri));
      return entries.map(([name, type]) => ({ name, isFolder: (type & FileType.Directory) !== 0 }));
    } catch {
      return [];
    }
  });
  client.onRequest(codePageMethod, async ({ code }: CodePageParams): Promise<string | null> => {
    if (!/^[a-z-]+$/.test(code)) return null;
    try {
      const page = Uri.joinPath(extension, "dist", "code-pages", `${code}.md`);
      return new TextDecoder().decode(await workspace.fs.readFile(page));
    } catch {
      return null;
    }
  });
}
