/** Commands of live mode: stop, pause and resume a macro, open the dashboard, give a token. */

import { env, Uri, window, workspace } from "vscode";
import type { Command } from "../commands/command.ts";
import { askEngine, policiesOption, reachEngine } from "../engine/engine.ts";
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
        if (engines.views().every(({ status }) => status.dashboard === null))
          return void window.showInformationMessage("No engine that watches these policies serves a dashboard.");
        const url = engineUrl();
        if (url === "") return openInBrowser();
        // The page is where the API is, which need not be where the engine itself thinks.
        const token = await tokens.of(url);
        if (token !== undefined) await dashboard.open(url, token);
      },
    },
    {
      id: "macropolicy.setToken",
      async run() {
        const url = engineUrl();
        if (url === "") {
          const message = "Say first in the setting macropolicy.live.url where the engine is.";
          void window.showInformationMessage(message);
        } else if ((await tokens.ask(url, `For the engine at ${url}.`)) !== undefined) engines.restart();
      },
    },
  ];
}

/** Where the settings say that the engine is; empty: on this machine. */
function engineUrl(): string {
  return workspace.getConfiguration("macropolicy").get("live.url", "").trim();
}

/** The engine of this machine makes a link that can be followed once, for whose page a browser keeps the cookie. */
async function openInBrowser(): Promise<void> {
  const engine = await reachEngine();
  if (engine === null) return;
  const args = ["dashboard", ...policiesOption(engine)];
  const answer = await askEngine(engine, "Macro policies: the engine's dashboard", args);
  if (answer === null) return;
  if (answer.code === 0) await env.openExternal(Uri.parse(answer.stdout.trim(), true));
  else void window.showErrorMessage(answer.stderr.trim());
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
