/** Conditions of policy as text while they are put together. */

import type { FactReader } from "./fact-reader.ts";
import type { ImportProblem, JsonPlace } from "./json-place.ts";

/** How tightly the outermost operator of a text binds. */
export type Strength = "or" | "and" | "not" | "comparison" | "primary";
const strengths: readonly Strength[] = ["or", "and", "not", "comparison", "primary"];

export interface WrittenCondition {
  readonly text: string;
  readonly strength: Strength;
}

/** Where problems go, and what is told besides. */
export interface ConditionImport {
  readonly facts: FactReader;
  readonly problems: ImportProblem[];
  /** Places whose meaning over missing values is another. */
  readonly differences: JsonPlace[];
}

export function atLeast({ text, strength }: WrittenCondition, needed: Strength): string {
  return strengths.indexOf(strength) < strengths.indexOf(needed) ? `(${text})` : text;
}

/** Reports a problem; null, as what could not be written. */
export function refuse(to: ConditionImport, place: JsonPlace, message: string): null {
  to.problems.push({ place, message });
  return null;
}
