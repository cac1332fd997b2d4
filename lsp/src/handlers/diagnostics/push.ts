/** Diagnostics for clients that wait for them: `textDocument/publishDiagnostics`. */

import type { Connection } from "vscode-languageserver";
import { pause } from "../../turn.ts";
import type { DocumentView, ServerContext } from "../handler.ts";
import type { FileReport, Reports } from "./reports.ts";

/** What follows within this time is one change, ms; whoever never stops is told of something now and then. */
const settleMs = 4;
const mostRounds = 25;

export interface Push {
  /** Sends what is new, soon: several changes at once are one. `uri`: the document that was edited goes first. */
  soon(uri: string | null): void;
}

export function createPush(
  connection: Connection,
  context: ServerContext,
  reports: Reports,
  look: (uri: string) => Promise<DocumentView | null>,
): Push {
  /** What the client was told last, by URI, in which version. */
  const told = new Map<string, string>();
  let edited: string | null = null;
  let changes = 0;
  let isRunning = false;

  async function send({ uri, items, id }: FileReport): Promise<void> {
    const version = context.versionOf(uri);
    const name = `${id} ${items.length === 0 ? "" : version}`;
    if (told.get(uri) === name || (!told.has(uri) && items.length === 0)) return;
    told.set(uri, name);
    const params = { uri, diagnostics: [...items], ...(version === null ? {} : { version }) };
    await connection.sendDiagnostics(params);
  }

  /** False where a change has overtaken it. */
  async function sendAll(): Promise<boolean> {
    const began = changes;
    const first = edited === null ? null : await look(edited);
    if (first !== null) {
      const report = await reports.of(first.view, first.path);
      if (began !== changes) return false;
      await send(report);
    }
    const gone = new Set(told.keys());
    for (const view of await context.views()) {
      for (const report of await reports.all(view)) {
        // Changes arrive while others are being sent.
        if (began !== changes) return false;
        gone.delete(report.uri);
        await send(report);
      }
    }
    if (began !== changes) return false;
    for (const uri of gone) {
      told.delete(uri);
      await connection.sendDiagnostics({ uri, diagnostics: [] });
    }
    return true;
  }

  async function run(): Promise<void> {
    do {
      // Of many fast edits only the last is looked at.
      for (let began = -1, rounds = 0; began !== changes && rounds < mostRounds; rounds++) {
        began = changes;
        await pause(settleMs);
      }
    } while (!(await sendAll()));
  }

  return {
    soon(uri) {
      edited = uri ?? edited;
      changes += 1;
      if (isRunning) return;
      isRunning = true;
      void run()
        .catch((error) => context.log(`diagnostics could not be sent: ${error}`))
        .finally(() => {
          isRunning = false;
        });
    },
  };
}
