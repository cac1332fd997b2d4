/** What can be asked about conditions: which truth values they can take together, and with what samples. */

import type { Condition } from "../program/program.ts";
import type { Witness } from "./witness.ts";

export type Truth = "true" | "false" | "unknown";

/** A condition and the truth values that it is to have. */
export interface Wanted {
  readonly condition: Condition;
  readonly is: readonly Truth[];
}

export type Possibility =
  /** At the last row of the witness all is as wanted; replayed. */
  | { readonly kind: "possible"; readonly witness: Witness }
  /** Proved: no samples whatever bring it about. */
  | { readonly kind: "impossible" }
  /** Neither was shown. Never to be read as safe. */
  | { readonly kind: "not-analysed"; readonly reason: string };

export interface Prover {
  /** Whether there is a snapshot at which every condition has one of its wanted truth values. */
  find(wanted: readonly Wanted[]): Possibility;
  /** Whether `find` would say "impossible": sooner told, since nobody looks for a witness. */
  excludes(wanted: readonly Wanted[]): boolean;
}
