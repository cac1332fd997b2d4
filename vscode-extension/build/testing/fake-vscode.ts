/** Loads the bundled extension as the editor would, with an editor that agrees to everything and notes what was registered. */

import { createRequire } from "node:module";
import { join } from "node:path";

export interface Activated {
  readonly commands: readonly string[];
  /** Resolves when what is loaded behind the activation has begun, and its server has been looked for. */
  readonly ready: Promise<void>;
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

/** The texts of the bundle's `scripts` by name, as if they were in `folder`. */
export function activateBundle(
  scripts: Readonly<Record<string, string>>,
  folder: string,
  packageJSON: object,
): Activated {
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
  const load = (script: string): unknown => {
    const path = join(folder, script);
    const require = createRequire(path);
    const found = (name: string): unknown => {
      if (name === "vscode") return vscode;
      return scripts[name.replace("./", "")] === undefined ? require(name) : load(name.replace("./", ""));
    };
    const module = { exports: {} };
    const run = new Function("require", "module", "exports", "__filename", "__dirname", scripts[script]!);
    run(found, module, module.exports, path, folder);
    return module.exports;
  };
  const { activate } = load("extension.js") as { activate(context: unknown): { readonly ready: Promise<void> } };
  const subscriptions: { dispose(): void }[] = [];
  const asAbsolutePath = (path: string) => join(folder, "..", path);
  const extension = { packageJSON };
  const { ready } = activate(anything({ subscriptions, asAbsolutePath, extension, workspaceState: anything() }));
  return {
    ready,
    commands,
    taskTypes,
    settings,
    dispose() {
      for (const each of subscriptions) each.dispose();
    },
  };
}
