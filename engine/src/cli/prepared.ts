/** What a process that prepares a `watch` answers to the one that becomes its engine. */

import type { Program } from "@macro-engine/dsl";
import type { DaemonOptions } from "../daemon.ts";

/** Where the answer goes, as JSON; nothing is written when something is wrong, which has been printed. */
export const answerDescriptor = 3;

export interface Prepared extends Omit<DaemonOptions, "version" | "discover"> {
  readonly program: Program;
  /** The zone of the process, an IANA name. */
  readonly ownZone: string;
  readonly watching: { readonly demo: boolean; readonly json: boolean };
}
