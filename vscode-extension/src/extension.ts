/**
 * The extension as a desktop or remote VS Code activates it: commands that answer, the status bar. What they do comes behind, from
 * a file of its own: to load it takes longer than all of this.
 */

import { commands, type Disposable, type ExtensionContext, window } from "vscode";
import type { Features } from "./features.ts";
import { Status } from "./status.ts";

/** What tests and other extensions may wait for. */
export interface ExtensionApi {
  /** Resolves when the server answers, or could not be started. */
  readonly ready: Promise<void>;
}

export function activate(context: ExtensionContext): ExtensionApi {
  const output = window.createOutputChannel("Macro policies", { log: true });
  const status = new Status();
  const declared = declaredCommands(context);
  let isOver = false;
  const load = async (): Promise<Features | null> => {
    // In the next turn: the editor goes on before.
    await new Promise((resolve) => setImmediate(resolve));
    if (isOver) return null;
    const { startFeatures } = await import("./features.ts");
    return startFeatures({ context, output, status, declared });
  };
  const features = load();
  const answer = (id: string): Disposable =>
    commands.registerCommand(id, async (...args: readonly unknown[]) => (await features)?.run(id, args));
  context.subscriptions.push(output, status, ...declared.map(answer), { dispose: () => (isOver = true) });
  const ready = features.then((loaded) => loaded?.ready);
  ready.catch((error: unknown) => {
    output.error("The extension could not be started", error);
    status.server("failed");
  });
  return { ready };
}

function declaredCommands({ extension }: ExtensionContext): readonly string[] {
  const { contributes } = extension.packageJSON as {
    readonly contributes: { readonly commands: readonly { readonly command: string }[] };
  };
  return contributes.commands.map(({ command }) => command);
}
