/** The language server as the rest of the extension sees it: started, restarted, its state told. */

import type { Disposable, LogOutputChannel } from "vscode";
import { type BaseLanguageClient, State } from "vscode-languageclient";
import type { ServerState } from "../status-text.ts";

export interface LanguageServer extends Disposable {
  readonly client: BaseLanguageClient;
  /** Never rejects: what went wrong is in the output and in the state. */
  start(): Promise<void>;
  restart(): Promise<void>;
}

export function createLanguageServer(
  client: BaseLanguageClient,
  output: LogOutputChannel,
  told: (state: ServerState) => void,
): LanguageServer {
  const subscription = client.onDidChangeState(({ newState }) => told(stateOf(newState)));
  const attempt = async (what: () => Promise<void>) => {
    try {
      await what();
      output.info("The language server runs");
    } catch (error) {
      output.error("The language server could not be started", error);
      told("failed");
    }
  };
  return {
    client,
    start: () => attempt(() => client.start()),
    restart: () =>
      attempt(async () => {
        if (client.isRunning()) await client.stop();
        await client.start();
      }),
    dispose() {
      subscription.dispose();
      // It may be starting: then there is nothing to stop yet, and the process ends with its client.
      client.stop().catch(() => {});
    },
  };
}

function stateOf(state: State): ServerState {
  if (state === State.Running) return "running";
  return state === State.Stopped ? "stopped" : "starting";
}
