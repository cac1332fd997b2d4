/** Loads the bundled extension as the editor would, with an editor that agrees to everything and notes what was registered. */

import { createRequire } from "node:module";
import { join } from "node:path";

export interface Activated {
  readonly commands: readonly string[];
  readonly taskTypes: readonly string[];
  /** Settings that were read, by their whole names. */
  readonly settings: ReadonlySet<string>;
  dispose(): void;
}

type Anything = ((...args: unknown[]) => unknown) & Record<string | symbol, unknown>;

/** Whatever is asked of it, it has: functions that return more of it, classes, events. */
function anything(known: Readonly<Record<string, unknown>> = {}): Anything {
  // A class, because the client extends some of what it finds.
  const target = class {} as unknown as Anything;
  return new Proxy(target, {
    get(_, key) {
      if (typeof key === "string" && Object.hasOwn(known, key)) return known[key];
      if (key === "then" || typeof key === "symbol") return key === Symbol.toPrimitive ? () => "1.139.0" : undefined;
      if (key === "prototype") return Reflect.get(target, key);
      if (key === "length") return 0;
      return anything();
    },
    apply: () => anything(),
    construct: () => anything(),
    set: () => true,
    has: () => true,
  }) as Anything;
}

/** `code` is the bundle's text, `folder` where it would be. */
export function activateBundle(code: string, folder: string): Activated {
  const commands: string[] = [];
  const taskTypes: string[] = [];
  const settings = new Set<string>();
  const vscode = anything({
    version: "1.139.0",
    commands: anything({
      registerCommand(id: string) {
        commands.push(id);
        return { dispose() {} };
      },
    }),
    tasks: anything({
      taskExecutions: [],
      registerTaskProvider(type: string) {
        taskTypes.push(type);
        return { dispose() {} };
      },
    }),
    workspace: anything({
      isTrusted: true,
      workspaceFolders: [],
      textDocuments: [],
      getConfiguration: (section: string) =>
        anything({
          get(name: string, fallback: unknown) {
            settings.add(`${section}.${name}`);
            return fallback;
          },
        }),
    }),
    languages: anything({ getDiagnostics: () => [] }),
    window: anything({
      activeTextEditor: undefined,
      visibleTextEditors: [],
      // There is no server where this one is looked for, which is told.
      showErrorMessage: async () => undefined,
      showWarningMessage: async () => undefined,
      showInformationMessage: async () => undefined,
    }),
  });
  const require = createRequire(join(folder, "extension.js"));
  const module = { exports: {} as { activate?: (context: unknown) => unknown } };
  const load = new Function("require", "module", "exports", "__filename", "__dirname", code);
  const found = (name: string) => (name === "vscode" ? vscode : require(name));
  load(found, module, module.exports, join(folder, "extension.js"), folder);
  const subscriptions: { dispose(): void }[] = [];
  const asAbsolutePath = (path: string) => join(folder, "..", path);
  module.exports.activate!(anything({ subscriptions, asAbsolutePath, workspaceState: anything() }));
  return {
    commands,
    taskTypes,
    settings,
    dispose() {
      for (const each of subscriptions) each.dispose();
    },
  };
}
