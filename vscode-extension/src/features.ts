/** All that the extension does in a desktop or remote VS Code, loaded behind its activation: the server runs as a process of its own. */

import { type ExtensionContext, type LogOutputChannel, tasks, workspace } from "vscode";
import { LanguageClient } from "vscode-languageclient/node";
import { clientOptions } from "./client-options.ts";
import { nodeCommands } from "./commands/index.ts";
import { runCommand } from "./commands/register.ts";
import { followWatching } from "./commands/watching.ts";
import { taskProvider, taskType } from "./engine/engine-tasks.ts";
import { createLiveMode } from "./live/live-mode.ts";
import { Reports, reportScheme } from "./reports.ts";
import { createLanguageServer } from "./server/language-server.ts";
import { serverOptions } from "./server/server-process.ts";
import type { Status } from "./status.ts";
import { createTestingView } from "./testing-view/testing-view.ts";

export interface Features {
  /** Resolves when the server answers, or could not be started. */
  readonly ready: Promise<void>;
  /** Runs a command of the manifest. */
  run(id: string, args: readonly unknown[]): Promise<void>;
}

export interface FeaturesOptions {
  readonly context: ExtensionContext;
  readonly output: LogOutputChannel;
  readonly status: Status;
  /** Ids of the manifest's commands. They answer already, by `run`; others than these are a mistake of ours, and throw. */
  readonly declared: readonly string[];
}

export function startFeatures({ context, output, status, declared }: FeaturesOptions): Features {
  const reports = new Reports();
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
  const commands = new Map(
    [...nodeCommands, ...testing.commands, ...live.commands].map((command) => [command.id, command]),
  );
  const alone = [...declared, ...commands.keys()].filter((id) => !declared.includes(id) || !commands.has(id));
  if (alone.length > 0) throw new Error(`only in the manifest, or only in the code: ${alone.join(", ")}`);
  context.subscriptions.push(
    reports,
    server,
    testing,
    live,
    workspace.registerTextDocumentContentProvider(reportScheme, reports),
    tasks.registerTaskProvider(taskType, taskProvider),
    ...followWatching(),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("macropolicy.server")) void server.restart();
    }),
    // What the server may ask the machine depends on it.
    workspace.onDidGrantWorkspaceTrust(() => {
      if (client.isRunning()) void client.sendNotification("workspace/didChangeConfiguration", { settings: null });
    }),
  );
  return { ready: server.start(), run: (id, args) => runCommand(commands.get(id)!, tools, args) };
}

function serverSettings() {
  const settings = workspace.getConfiguration("macropolicy");
  return { path: settings.get("server.path", "").trim(), args: settings.get<readonly string[]>("server.args", []) };
}
