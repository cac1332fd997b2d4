/** Diagnostics for clients that wait for them: `textDocument/publishDiagnostics`. */

import type { Connection } from "vscode-languageserver";
import { pause } from "../../turn.ts";
import { canonicalUri } from "../../workspace/uris.ts";
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
  /** By what a file is known by however its URI is spelt: as the client was told of it. */
  const spelt = new Map<string, string>();
  let edited: string | null = null;
  let changes = 0;
  let isRunning = false;

  /** What was told of the file by another spelling: before the new, as the two may be one for the client. */
  async function takeBack(uri: string): Promise<void> {
    const before = spelt.get(canonicalUri(uri));
    spelt.set(canonicalUri(uri), uri);
    if (before === undefined || before === uri || !told.delete(before)) return;
    await connection.sendDiagnostics({ uri: before, diagnostics: [] });
  }

  async function send({ uri, items, id }: FileReport): Promise<void> {
    const version = context.versionOf(uri);
    await takeBack(uri);
    const name = `${id} ${items.length === 0 ? "" : version}`;
    if (told.get(uri) === name || (!told.has(uri) && items.length === 0)) return;
    told.set(uri, name);
    const params = { uri, diagnostics: [...items], ...(version === null ? {} : { version }) };
    await connection.sendDiagnostics(params);
  }

  /** Gives up where a change has overtaken it. */
  async function sendAll(): Promise<void> {
    const began = changes;
    const first = edited === null ? null : await look(edited);
    if (first !== null) {
      const report = await reports.of(first.view, first.path);
      if (began !== changes) return;
      await send(report);
    }
    const gone = new Set(told.keys());
    for (const view of await context.views()) {
      for (const report of await reports.all(view)) {
        // Changes arrive while others are being sent.
        if (began !== changes) return;
        gone.delete(report.uri);
        await send(report);
      }
    }
    if (began !== changes) return;
    for (const uri of gone) {
      if (!told.delete(uri)) continue;
      await connection.sendDiagnostics({ uri, diagnostics: [] });
    }
  }

  async function run(): Promise<void> {
    let seen = -1;
    // Until nothing has changed since: the last look and the end are one moment.
    while (seen !== changes) {
      // Of many fast edits only the last is looked at.
      for (let rounds = 0; seen !== changes && rounds < mostRounds; rounds++) {
        seen = changes;
        await pause(settleMs);
      }
      seen = changes;
      await sendAll();
    }
    isRunning = false;
  }

  return {
    soon(uri) {
      edited = uri ?? edited;
      changes += 1;
      if (isRunning) return;
      isRunning = true;
      void run().catch((error) => {
        isRunning = false;
        context.log(`diagnostics could not be sent: ${error}`);
      });
    },
  };
}
