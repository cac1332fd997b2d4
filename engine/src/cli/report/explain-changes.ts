/** A change of a rule in words. */

import { exactQuantity } from "@macro-engine/dsl";
import type { Change } from "../../runtime/explain/explain.ts";

/** Longer numbers are not read; a rounder one that is enough stands for them. */
const mostCharacters = 9;

/** "cpu.usage > 85%: a limit of at least 96.8%"; "for 5s: more than 7s". */
export function changeText(change: Change): string {
  const { kind, text, outcome, reason, dimension, bound, rounded, inclusive, direction } = change;
  if (outcome === "not-analysed") return `${text}: not analysed, ${reason}`;
  if (outcome === "none") return `${text}: ${reason}`;
  if (kind === "for" && bound === 0) return `${text}: any \`for\` at all`;
  const exact = exactQuantity(bound!, dimension);
  const isShort = exact.length <= mostCharacters;
  const [below, above] = inclusive || !isShort ? ["at most", "at least"] : ["less than", "more than"];
  const how = `${direction === "up" ? above : below} ${isShort ? exact : exactQuantity(rounded!, dimension)}`;
  return kind === "for" ? `${text}: ${how}` : `${text}: a limit of ${how}`;
}
