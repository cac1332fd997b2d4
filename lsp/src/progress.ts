/** Tells of what takes its time: the first look at a big set. */

import type { ClientCapabilities, Connection, WorkDoneProgressReporter } from "vscode-languageserver";

/** What is done sooner is not worth a word, ms. */
const patienceMs = 300;

/** `done` of `total`, whatever they are; `end` when all is there. */
export interface Progress {
  report(done: number, total: number): void;
  end(): void;
}

export function createProgress(connection: Connection, client: () => ClientCapabilities, title: string): Progress {
  let began: number | null = null;
  let shown: Promise<WorkDoneProgressReporter | null> | null = null;

  async function show(): Promise<WorkDoneProgressReporter | null> {
    try {
      const reporter = await connection.window.createWorkDoneProgress();
      reporter.begin(title, 0);
      return reporter;
    } catch {
      // The client does not want to.
      return null;
    }
  }

  return {
    report(done, total) {
      if (client().window?.workDoneProgress !== true) return;
      began ??= performance.now();
      if (performance.now() - began < patienceMs) return;
      shown ??= show();
      const percentage = Math.min(100, Math.round((100 * done) / Math.max(1, total)));
      void shown.then((reporter) => reporter?.report(percentage));
    },
    end() {
      void shown?.then((reporter) => reporter?.done());
      shown = null;
      began = null;
    },
  };
}
