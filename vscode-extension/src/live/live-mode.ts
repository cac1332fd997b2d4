/** Live mode: policies against the engines that run them. Nothing is to be seen of it while none does. */

import {
  commands,
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  Uri,
  window,
  workspace,
} from "vscode";
import { type BaseLanguageClient, State } from "vscode-languageclient";
import type { EngineEvent } from "../../../engine/src/events.ts";
import { changedMethod } from "../../../lsp/src/editor-protocol.ts";
import type { Command } from "../commands/command.ts";
import type { EngineState } from "../status-text.ts";
import { createEventChooser, type LeastAction } from "./chosen-events.ts";
import { createDashboardPanel } from "./dashboard-panel.ts";
import { createTokens } from "./engine-places.ts";
import { liveCommands } from "./live-commands.ts";
import { createLiveDecorations } from "./live-decorations.ts";
import { createLiveEditors } from "./live-editors.ts";
import { createLiveEngines } from "./live-engines.ts";
import { macroNodes } from "./macro-nodes.ts";
import { createMacroTree } from "./macro-tree.ts";

export interface LiveMode extends Disposable {
  readonly commands: readonly Command[];
}

export interface LiveModeOptions {
  readonly context: ExtensionContext;
  readonly client: BaseLanguageClient;
  readonly output: LogOutputChannel;
  /** For the status bar. */
  readonly onEngine: (state: EngineState) => void;
}

export function createLiveMode({ context, client, output, onEngine }: LiveModeOptions): LiveMode {
  const tree = createMacroTree();
  const dashboard = createDashboardPanel();
  const decorations = createLiveDecorations((name) => Uri.joinPath(context.extensionUri, "icons", name));
  const chooser = createEventChooser();
  const tokens = createTokens(context.secrets);

  const notify = (event: EngineEvent) => {
    const least = workspace.getConfiguration("macropolicy").get<LeastAction>("live.notifications", "pause");
    const chosen = chooser.choose(event, least, Date.now());
    if (chosen === null) return;
    const show = {
      information: window.showInformationMessage,
      warning: window.showWarningMessage,
      error: window.showErrorMessage,
    }[chosen.kind];
    const explain = "Explain";
    void show(chosen.text, explain).then((choice) => {
      if (choice === explain) void commands.executeCommand("macropolicy.explainCancellation", chosen.event);
    });
  };
  const engines = createLiveEngines({ client, output, tokens, onEvent: notify, onChange: () => show() });
  const editors = createLiveEditors({ client, output, decorations, engines });

  const show = () => {
    const views = engines.views();
    const now = Date.now();
    tree.show(views.flatMap(({ status }) => macroNodes(status, now)));
    editors.draw();
    void commands.executeCommand("setContext", "macropolicy.engine", views.length > 0);
    void commands.executeCommand(
      "setContext",
      "macropolicy.dashboard",
      views.some(({ status }) => status.dashboard !== null),
    );
    onEngine(
      views.length === 0
        ? { kind: "none" }
        : {
            kind: "watching",
            macros: views.reduce((sum, { status }) => sum + status.macros.length, 0),
            dryRun: views.every(({ status }) => status.dryRun),
          },
    );
  };
  const wanted = () => editors.wanted(tree.visible);
  const want = () => engines.want(wanted());
  const subscriptions: Disposable[] = [
    tree,
    dashboard,
    decorations,
    editors,
    engines,
    editors.onDidChangeWanted(want),
    tree.onDidChangeVisibility(want),
    client.onNotification(changedMethod, () => {
      engines.setsChanged();
      editors.changed();
    }),
    client.onDidChangeState(({ newState }) => {
      if (newState !== State.Running) return;
      engines.setsChanged();
      editors.changed();
    }),
  ];
  // The view is there from when a policy was first looked at.
  void commands.executeCommand("setContext", "macropolicy.active", true);
  return {
    commands: liveCommands({ engines, tokens, dashboard }),
    dispose() {
      for (const each of subscriptions) each.dispose();
    },
  };
}
