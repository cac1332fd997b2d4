/** What a command of the palette is, and what it works with. */

import type { LogOutputChannel, Memento } from "vscode";
import type { Reports } from "../reports.ts";

export interface Command {
  /** As the manifest names it. */
  readonly id: string;
  run(tools: Tools, ...args: readonly unknown[]): Promise<void>;
}

export interface Tools {
  readonly output: LogOutputChannel;
  readonly reports: Reports;
  /** What is remembered for this workspace. */
  readonly memory: Memento;
  restartServer(): Promise<void>;
}
