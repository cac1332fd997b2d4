/** The extension in a desktop or remote VS Code: the server runs as a process of its own. */

import { type ExtensionContext, tasks, window, workspace } from "vscode";
import { LanguageClient } from "vscode-languageclient/node";
import { clientOptions } from "./client-options.ts";
import { nodeCommands } from "./commands/index.ts";
import { registerCommands } from "./commands/register.ts";
import { followWatching } from "./commands/watching.ts";
import { taskProvider, taskType } from "./engine/engine-tasks.ts";
import { createLiveMode } from "./live/live-mode.ts";
import { Reports, reportScheme } from "./reports.ts";
import { createLanguageServer } from "./server/language-server.ts";
import { serverOptions } from "./server/server-process.ts";
import { Status } from "./status.ts";
import { createTestingView } from "./testing-view/testing-view.ts";

/** What tests and other extensions may wait for. */
export interface ExtensionApi {
  /** Resolves when the server answers, or could not be started. */
  readonly ready: Promise<void>;
}

export function activate(context: ExtensionContext): ExtensionApi {
  const output = window.createOutputChannel("Macro policies", { log: true });
  const reports = new Reports();
  const status = new Status();
  const client = new LanguageClient(
    "macropolicy",
    "Macro policies",
    serverOptions(serverSettings, context.asAbsolutePath("dist/server.js")),
    clientOptions(output),
  );
  const server = createLanguageServer(client, output, (state) => status.server(state));
  const testing = createTestingView(client, output);
  const live = createLiveMode({ context, client, output, onEngine: (state) => status.engine(state) });
  const tools = { output, reports, memory: context.workspaceState, restartServer: () => server.restart() };
  context.subscriptions.push(
    output,
    status,
    reports,
    server,
    testing,
    live,
    workspace.registerTextDocumentContentProvider(reportScheme, reports),
    tasks.registerTaskProvider(taskType, taskProvider),
    ...registerCommands([...nodeCommands, ...testing.commands, ...live.commands], tools),
    ...followWatching(),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("macropolicy.server")) void server.restart();
    }),
    // What the server may ask the machine depends on it.
    workspace.onDidGrantWorkspaceTrust(() => {
      if (client.isRunning()) void client.sendNotification("workspace/didChangeConfiguration", { settings: null });
    }),
  );
  return { ready: server.start() };
}

function serverSettings() {
  const settings = workspace.getConfiguration("macropolicy");
  return { path: settings.get("server.path", "").trim(), args: settings.get<readonly string[]>("server.args", []) };
}
