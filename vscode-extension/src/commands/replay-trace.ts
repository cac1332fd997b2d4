/** What the policies on screen would have done over a recording. */

import { basename } from "node:path";
import { Uri, window } from "vscode";
import { askEngine, policiesOption, reachEngine } from "../engine/engine.ts";
import { pickProfile } from "../pick-profile.ts";
import type { Command } from "./command.ts";
import { showReport } from "./show-report.ts";

export const replayTrace: Command = {
  id: "macropolicy.replayTrace",
  async run(tools, given) {
    const trace = given instanceof Uri ? given : await pickTrace();
    if (trace === undefined) return;
    const engine = await reachEngine(window.activeTextEditor?.document.uri ?? trace);
    const profile = engine && (await pickProfile(`Which profile judges ${basename(trace.fsPath)}?`));
    if (!engine || !profile) return;
    const name = `Replay of ${basename(trace.fsPath)} by ${profile}`;
    const args = ["replay", ...policiesOption(engine), "--profile", profile, trace.fsPath];
    const answer = await askEngine(engine, name, args);
    if (answer !== null) await showReport(tools, answer, { name, kind: "text", fine: [0] });
  },
};

async function pickTrace(): Promise<Uri | undefined> {
  const picked = await window.showOpenDialog({
    title: "Replay a trace",
    openLabel: "Replay",
    filters: { Recordings: ["csv", "jsonl", "ndjson", "json", "log", "txt"], "All files": ["*"] },
  });
  return picked?.[0];
}
