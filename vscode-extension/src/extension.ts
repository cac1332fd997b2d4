/** The extension in a desktop or remote VS Code: the server runs as a process of its own. */

import { type ExtensionContext, window } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { clientOptions } from "./client-options.ts";

export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel("Macro policies", { log: true });
  const module = context.asAbsolutePath("dist/server.js");
  const transport = TransportKind.ipc;
  const client = new LanguageClient(
    "macropolicy",
    "Macro policies",
    { run: { module, transport }, debug: { module, transport, options: { execArgv: ["--nolazy", "--inspect=6009"] } } },
    clientOptions(output),
  );
  context.subscriptions.push(output, { dispose: () => void client.stop() });
  await client.start();
}
