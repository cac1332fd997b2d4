/** Starts a program under a profile, in a terminal of the editor. */

import { tasks, window } from "vscode";
import { splitCommandLine } from "../engine/command-line.ts";
import { policiesOption, reachEngine, savePolicies } from "../engine/engine.ts";
import { engineTask } from "../engine/engine-tasks.ts";
import { pickProfile } from "../pick-profile.ts";
import type { Command } from "./command.ts";

const remembered = (profile: string) => `run.${profile}`;

export const runWithProfile: Command = {
  id: "macropolicy.runWithProfile",
  async run({ memory }, given) {
    const engine = await reachEngine();
    if (engine === null) return;
    const profile = typeof given === "string" ? given : await pickProfile("Run with which profile?");
    if (!profile) return;
    const line = await window.showInputBox({
      title: `Run with ${profile}`,
      prompt: "The program and its arguments",
      placeHolder: 'autohotkey "my macros/heal.ahk"',
      value: memory.get(remembered(profile), ""),
      ignoreFocusOut: true,
      validateInput: (text) => problemOf(text),
    });
    const words = line === undefined ? [] : splitCommandLine(line);
    if (!Array.isArray(words) || words.length === 0) return;
    await memory.update(remembered(profile), line);
    await savePolicies();
    const args = ["--profile", profile, ...policiesOption(engine), "--", ...words];
    await tasks.executeTask(engineTask(engine, "run", args, `run ${words[0]} with ${profile}`));
  },
};

function problemOf(text: string): string | undefined {
  const words = splitCommandLine(text);
  if ("problem" in words) return words.problem;
  return words.length === 0 ? "Write the program to start" : undefined;
}
