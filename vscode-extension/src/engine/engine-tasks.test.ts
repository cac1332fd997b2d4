import { expect, test, vi } from "vitest";
import { engineTask } from "./engine-tasks.ts";

vi.mock("vscode", () => ({
  ProcessExecution: class {
    constructor(command: string, args: readonly string[], options: object) {
      Object.assign(this, { command, args, options });
    }
  },
  ProgressLocation: {},
  Task: class {
    constructor(...[definition, scope, name, source, execution, problemMatchers]: readonly unknown[]) {
      Object.assign(this, { definition, scope, name, source, execution, problemMatchers });
    }
  },
  TaskGroup: { Test: "test" },
  TaskPanelKind: {},
  TaskRevealKind: {},
  TaskScope: { Workspace: 2 },
  Uri: { file: (path: string) => path },
  workspace: { getWorkspaceFolder: () => undefined },
}));

const engine = {
  program: { command: "node", args: ["/tools/macro-engine.js"] },
  workspaceFolder: "/work",
  cwd: "/work/set",
  policies: null,
};

test("a task starts the engine where the policies are", () => {
  expect(engineTask(engine, "lint", ["--format", "compact"])).toMatchObject({
    definition: { type: "macro-engine", command: "lint", args: ["--format", "compact"] },
    name: "check the policies",
    execution: {
      command: "node",
      args: ["/tools/macro-engine.js", "lint", "--format", "compact"],
      options: { cwd: "/work/set" },
    },
    isBackground: false,
  });
  expect(engineTask(engine, "watch", [])).toMatchObject({ isBackground: true });
  expect(engineTask(engine, "test", [])).toMatchObject({ group: "test" });
});

test("what it prints is not told again as problems, which the server has told already", () => {
  expect(engineTask(engine, "lint", []).problemMatchers).toEqual([]);
});
