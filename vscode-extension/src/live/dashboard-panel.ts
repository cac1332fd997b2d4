/** The engine's own dashboard, in a tab of the editor. */

import { randomBytes } from "node:crypto";
import { type Disposable, env, Uri, ViewColumn, type WebviewPanel, window } from "vscode";
import { dashboardPage } from "./dashboard-page.ts";

export interface DashboardPanel extends Disposable {
  open(address: string, token: string): Promise<void>;
}

export function createDashboardPanel(): DashboardPanel {
  let panel: WebviewPanel | null = null;
  return {
    async open(address, token) {
      // An engine beside a remote extension host is elsewhere for the window.
      const reached = await env.asExternalUri(Uri.parse(address, true));
      const page = dashboardPage(reached.toString(true), randomBytes(16).toString("hex"), token);
      if (panel === null) {
        panel = window.createWebviewPanel("macropolicy.dashboard", "Macro engine", ViewColumn.Beside, {
          // What a panel forbids is forbidden in its frames too. Beside the frame, the page's own policy lets nothing run.
          enableScripts: true,
          enableForms: true,
          retainContextWhenHidden: true,
        });
        panel.onDidDispose(() => {
          panel = null;
        });
      }
      panel.webview.html = page;
      panel.reveal();
    },
    dispose: () => panel?.dispose(),
  };
}
