/** How often rules may fire, as it is typed: "at most one cancel in 20 runs", `1/20 runs`, `2/h`. */

import type { ActionName } from "@macro-engine/dsl";

/** At most `count` firings in `per` runs, or in `per` hours in which the macro ran. */
export interface Rate {
  readonly count: number;
  readonly per: number;
  readonly unit: "run" | "hour";
  /** Which firings; null: it does not say. */
  readonly action: ActionName | null;
}

/** What was counted. */
export interface Frequency {
  readonly fired: number;
  readonly runs: number;
  readonly observedMs: number;
}

const numbers = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const number = `\\d+(?:\\.\\d+)?|zero|${numbers.join("|")}`;
const form = new RegExp(
  `^(?:at most |no more than )?(${number})\\s*` +
    "(?:(cancels?|cancellations?|pauses?|throttles?|warn(?:ing)?s?|firings?|times?)\\s*)?" +
    `(?:/|in|per|every|an?|each|out of)\\s*(?:(${number})\\s*)?(runs?|h|hours?|d|days?|m|minutes?)$`,
  "i",
);

const hoursOf: Readonly<Record<string, number>> = { m: 1 / 60, h: 1, d: 24 };

/** Null when it is no such text. */
export function parseRate(text: string): Rate | null {
  const match = form.exec(text.trim().replaceAll(/\s+/g, " "));
  if (match === null) return null;
  const [, count = "", noun, written, unit = ""] = match;
  const per = written === undefined ? 1 : numberOf(written);
  if (!(per > 0)) return null;
  const action = actionOf(noun);
  if (/^runs?$/i.test(unit)) return { count: numberOf(count), per, unit: "run", action };
  return { count: numberOf(count), per: per * hoursOf[unit[0]!.toLowerCase()]!, unit: "hour", action };
}

function numberOf(text: string): number {
  const word = text.toLowerCase();
  if (word === "zero") return 0;
  return numbers.includes(word) ? numbers.indexOf(word) : Number(text);
}

function actionOf(noun: string | undefined): ActionName | null {
  const actions: readonly ActionName[] = ["cancel", "pause", "throttle", "warn"];
  return actions.find((action) => noun?.toLowerCase().startsWith(action)) ?? null;
}

/** How many firings the rate allows over what was counted; a part of one is none. */
export function allowed({ count, per, unit }: Rate, { runs, observedMs }: Frequency): number {
  const units = unit === "run" ? runs : observedMs / 3_600_000;
  return Math.floor((count * units) / per + 1e-9);
}

export function meets(rate: Rate, frequency: Frequency): boolean {
  return frequency.fired <= allowed(rate, frequency);
}
