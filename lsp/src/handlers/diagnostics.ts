/** Errors, lint findings and problems of configurations: errors at once, what lint finds when there is time. */

import type { ClientCapabilities } from "vscode-languageserver";
import { createAbilities } from "../workspace/abilities.ts";
import { createBackgroundLint } from "../workspace/background-lint.ts";
import { createBaselines } from "../workspace/baselines.ts";
import { answerPulls } from "./diagnostics/pull.ts";
import { createPush } from "./diagnostics/push.ts";
import { createReports } from "./diagnostics/reports.ts";
import type { Handler } from "./handler.ts";

const identifier = "macropolicy";

export const diagnosticsHandler: Handler = {
  capabilities: (client) =>
    pulls(client)
      ? { diagnosticProvider: { identifier, interFileDependencies: true, workspaceDiagnostics: true } }
      : {},
  register(connection, context) {
    const reports = createReports(context);
    const isEnabled = async () => (await context.settings()).diagnostics.lint;
    const baselines = createBaselines(context.host);
    const abilities = createAbilities(context.host.machine, async () => (await context.settings()).machine.enabled);
    const lint = createBackgroundLint({
      abilities,
      baselines,
      views: () => context.views(),
      today: context.host.today,
      isEnabled,
      isUrgent: (view) => [...view.sources.keys()].some((path) => context.versionOf(view.uriOf(path)) !== null),
      onFound(view, findings, isAsked) {
        context.learn(view, findings);
        if (!isAsked) tell(null);
      },
      isAwaited: () => context.requests.isAwaited(),
      onIdle: () => context.host.rest?.(),
      log: (message) => context.log(message),
    });
    const look = async (uri: string) => {
      // Asked for first: a view is for the moment only.
      const isOn = await isEnabled();
      const found = await context.file(uri);
      if (isOn && found !== null) lint.hurry(found.view);
      return found;
    };
    answerPulls(connection, context, reports, look);
    const push = createPush(connection, context, reports, look);
    const refresh = () => {
      if (context.client.workspace?.diagnostics?.refreshSupport !== true) return;
      connection.languages.diagnostics.refresh().catch(() => {});
    };
    /** Of what the client does not know of: what it has edited it asks about by itself. */
    const tell = (uri: string | null) => {
      if (!pulls(context.client)) push.soon(uri);
      else if (uri === null) refresh();
    };
    context.onReady(() => {
      if (!pulls(context.client)) push.soon(null);
      lint.begin();
    });
    context.onEdit((uri) => {
      tell(uri);
      if (uri === null) abilities.forget();
      if (uri === null && baselines.forget()) lint.beginAgain();
      else lint.begin();
    });
  },
};

function pulls(client: ClientCapabilities): boolean {
  return client.textDocument?.diagnostic !== undefined;
}
