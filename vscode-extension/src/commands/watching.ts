/** Puts the policies in force, in a terminal of the editor, and takes them out again. */

import { commands, type Disposable, tasks, window } from "vscode";
import { askEngine, policiesOption, reachEngine, savePolicies } from "../engine/engine.ts";
import { engineTask, watchingTask } from "../engine/engine-tasks.ts";
import type { Command } from "./command.ts";

export const startWatching: Command = {
  id: "macropolicy.startWatching",
  async run() {
    const running = watchingTask();
    if (running !== undefined) {
      void window.showInformationMessage("macro-engine watch is running already.");
      return;
    }
    const engine = await reachEngine();
    if (engine === null) return;
    await savePolicies();
    await tasks.executeTask(engineTask(engine, "watch", engine.policies === null ? [] : [engine.policies]));
  },
};

export const stopWatching: Command = {
  id: "macropolicy.stopWatching",
  async run() {
    const running = watchingTask();
    if (running !== undefined) {
      running.terminate();
      return;
    }
    const engine = await reachEngine();
    if (engine === null) return;
    const answer = await askEngine(engine, "Looking for an engine", ["status", ...policiesOption(engine)]);
    if (answer === null) return;
    const message =
      answer.code === 0
        ? "This engine was not started from here: end it where it was started."
        : "No engine watches these policies.";
    void window.showInformationMessage(message);
  },
};

/** Keeps `macropolicy.watching` true while the task runs: menus and buttons go by it. */
export function followWatching(): Disposable[] {
  const tell = () => {
    void commands.executeCommand("setContext", "macropolicy.watching", watchingTask() !== undefined);
  };
  tell();
  return [tasks.onDidStartTask(tell), tasks.onDidEndTask(tell)];
}
