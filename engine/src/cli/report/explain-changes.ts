/** A change of a rule in words. */

import { exactQuantity } from "@macro-engine/dsl";
import { timeText } from "../../runtime/expectations-explain.ts";
import type { Change } from "../../runtime/explain/explain.ts";

/** Longer numbers are not read; a rounder one that is enough stands for them. */
const mostCharacters = 9;

/** "cpu.usage > 85%: a limit of at least 96.8%"; "for 5s: more than 7s". */
export function changeText(change: Change): string {
  const { kind, text, outcome, reason, dimension, bound, rounded, inclusive, direction } = change;
  if (outcome === "not-analysed") return `${text}: not analysed, ${reason}`;
  if (outcome === "none") return `${text}: ${reason}`;
  if (kind === "for" && bound === 0) return `${text}: any \`for\` at all`;
  if (kind === "equality") return `${text}: ${inclusive ? quantityText(bound!, dimension) : "another number"}`;
  const exact = quantityText(bound!, dimension);
  const isShort = exact.length <= mostCharacters;
  const [below, above] = inclusive || !isShort ? ["at most", "at least"] : ["less than", "more than"];
  const how = `${direction === "up" ? above : below} ${isShort ? exact : quantityText(rounded!, dimension)}`;
  return kind === "for" ? `${text}: ${how}` : `${text}: a limit of ${how}`;
}

/** Durations as people write them, `23h59m59s`, where that loses nothing. */
function quantityText(value: number, dimension: Change["dimension"]): string {
  return dimension === "duration" && value >= 1000 && Number.isInteger(value)
    ? timeText(value)
    : exactQuantity(value, dimension);
}
