/** Commands of the engine as tasks: in the terminal, in *Run Task…*. */

import {
  type CancellationToken,
  ProcessExecution,
  RelativePattern,
  Task,
  TaskGroup,
  TaskPanelKind,
  type TaskProvider,
  TaskRevealKind,
  TaskScope,
  tasks,
  Uri,
  workspace,
} from "vscode";
import { type Engine, reachEngine, taskEngine } from "./engine.ts";
import { lintPlace } from "./policy-place.ts";

/** As the manifest's `taskDefinitions` name it. */
export const taskType = "macro-engine";

type TaskName = "lint" | "test" | "watch" | "run";

/** What a task of the engine is started with; in tasks.json, `args` adds to the command. */
interface EngineTask {
  readonly type: typeof taskType;
  readonly command: TaskName;
  readonly args?: readonly string[];
}

const named: Readonly<Record<TaskName, string>> = {
  lint: "check the policies",
  test: "test the policies",
  watch: "watch",
  run: "run a macro",
};

export function engineTask(engine: Engine, command: TaskName, args: readonly string[], label = named[command]): Task {
  const definition: EngineTask = { type: taskType, command, args: [...args] };
  return createTask(engine, definition, label);
}

function createTask(engine: Engine, definition: EngineTask, label: string): Task {
  const { program, cwd, workspaceFolder } = engine;
  const words = [...program.args, definition.command, ...(definition.args ?? [])];
  const folder = workspace.getWorkspaceFolder(Uri.file(workspaceFolder));
  const task = new Task(
    { ...definition, type: taskType },
    folder ?? TaskScope.Workspace,
    label,
    "macro-engine",
    new ProcessExecution(program.command, words, { cwd }),
    // The server tells the problems of all files, open or not: read from the terminal they would be told twice.
    [],
  );
  if (definition.command === "test") task.group = TaskGroup.Test;
  task.isBackground = definition.command === "watch";
  task.presentationOptions = {
    reveal: TaskRevealKind.Always,
    panel: TaskPanelKind.Dedicated,
    clear: true,
    showReuseMessage: false,
  };
  return task;
}

/** `lint` and `test` for every folder that has policies. */
export const taskProvider: TaskProvider = {
  async provideTasks(token: CancellationToken): Promise<Task[]> {
    const found: Task[] = [];
    for (const folder of workspace.workspaceFolders ?? []) {
      const pattern = new RelativePattern(folder, "**/*.macropolicy");
      const [policy] = await workspace.findFiles(pattern, "**/node_modules/**", 1, token);
      const engine = policy === undefined ? null : taskEngine(policy, folder.uri);
      if (engine === null) continue;
      const { options, cwd } = lintPlace(engine, engine.workspaceFolder);
      const policies = engine.policies === null ? [] : [engine.policies];
      found.push(
        engineTask({ ...engine, cwd }, "lint", ["--format", "compact", ...options]),
        engineTask(engine, "test", policies),
      );
    }
    return found;
  },
  async resolveTask(task: Task): Promise<Task | undefined> {
    const definition = task.definition as unknown as Partial<EngineTask>;
    const { command } = definition;
    if (command === undefined || !(command in named)) return undefined;
    const { scope } = task;
    const engine = await reachEngine(
      typeof scope === "object" ? Uri.joinPath(scope.uri, "macro-engine.yaml") : undefined,
    );
    return engine === null
      ? undefined
      : createTask(engine, { type: taskType, command, args: definition.args ?? [] }, task.name);
  },
};

/** The running task that watches, if one was started here. */
export function watchingTask() {
  return tasks.taskExecutions.find(
    ({ task }) => task.definition.type === taskType && task.definition.command === "watch",
  );
}
