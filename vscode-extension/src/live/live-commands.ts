/** Commands of live mode: stop, pause and resume a macro, open the dashboard, give a token. */

import { window, workspace } from "vscode";
import type { Command } from "../commands/command.ts";
import type { DashboardPanel } from "./dashboard-panel.ts";
import type { EngineLink } from "./engine-link.ts";
import type { Tokens } from "./engine-places.ts";
import type { LiveEngines } from "./live-engines.ts";

export interface LiveCommandsOptions {
  readonly engines: LiveEngines;
  readonly tokens: Tokens;
  readonly dashboard: DashboardPanel;
}

type Act = "stop" | "pause" | "resume";

export function liveCommands({ engines, tokens, dashboard }: LiveCommandsOptions): readonly Command[] {
  const act = (does: Act, states: readonly string[]): Command => ({
    id: `macropolicy.${does}Macro`,
    async run(_, node) {
      const id = idOf(node) ?? (await pickMacro(engines, does, states));
      const engine = engines.views().find(({ status }) => status.macros.some((macro) => macro.id === id));
      if (id === null || engine === undefined) return;
      const problem = await actOn(engine.link, does, id);
      if (problem !== "") void window.showWarningMessage(problem);
    },
  });
  return [
    act("stop", ["running", "paused", "throttled"]),
    act("pause", ["running", "throttled"]),
    act("resume", ["paused"]),
    {
      id: "macropolicy.openDashboard",
      async run() {
        const address = engines.views().find(({ status }) => status.dashboard !== null)?.status.dashboard;
        if (address != null) await dashboard.open(address);
        else void window.showInformationMessage("No engine that watches these policies serves a dashboard.");
      },
    },
    {
      id: "macropolicy.setToken",
      async run() {
        const url = workspace.getConfiguration("macropolicy").get("live.url", "").trim();
        if (url === "") {
          const message = "Say first in the setting macropolicy.live.url where the engine is.";
          void window.showInformationMessage(message);
        } else if ((await tokens.ask(url, `For the engine at ${url}.`)) !== undefined) engines.restart();
      },
    },
  ];
}

/** Empty when all is well; else why not. */
async function actOn(link: EngineLink, does: Act, id: string): Promise<string> {
  if (does === "stop") {
    await link.stop(id);
    return "";
  }
  const { macros } = await link[does](id);
  return macros.flatMap(({ macro, ok, how }) => (ok ? [] : [`${macro}: ${how}`])).join("\n");
}

/** Of the tree's node. */
function idOf(node: unknown): string | null {
  const id = typeof node === "object" && node !== null && "id" in node ? node.id : null;
  return typeof id === "string" ? id : null;
}

async function pickMacro(engines: LiveEngines, does: Act, states: readonly string[]): Promise<string | null> {
  const macros = engines.views().flatMap(({ status }) => status.macros.filter(({ state }) => states.includes(state)));
  if (macros.length === 0) {
    void window.showInformationMessage(`There is no macro to ${does}.`);
    return null;
  }
  const items = macros.map(({ id, macro, pid, state }) => ({ label: macro, description: `${state}, pid ${pid}`, id }));
  return (await window.showQuickPick(items, { title: `Which macro to ${does}` }))?.id ?? null;
}
