/** The rows of a macro's rules: how near each is to its limit, and which deserve a row when there are few. */

import type { ComparisonView, RuleView } from "../../runtime/types.ts";
import { shortSpan } from "./clock.ts";
import { actionStyle } from "./event-line.ts";
import type { Glyphs } from "./glyphs.ts";
import { type Line, piece, type Style } from "./line.ts";
import { gauge } from "./sparkline.ts";
import { columnsUsed, harmless, pad } from "./visible-text.ts";

/** Idle rules that a macro may show at most; those that are pending or firing always come first. */
const idleRows = 4;
const gaugeColumns = 12;

/** A rule that may be shown; the lower `rank`, the sooner. */
export interface RuleCandidate {
  readonly rule: RuleView;
  readonly rank: number;
}

/**
 * The rules worth a row: firing, then pending, then the nearest to their limits, each in order of declaration. Idle rules
 * without a known margin are left out, and of idle rules about one comparison only the gravest is shown.
 */
export function ruleCandidates(rules: readonly RuleView[]): RuleCandidate[] {
  const idle = rules
    .filter((rule) => rule.state === "idle" && usedOf(rule) !== null)
    .filter((rule) => !rules.some((other) => other !== rule && graver(other, rule)))
    .sort((a, b) => (usedOf(b) ?? 0) - (usedOf(a) ?? 0))
    .slice(0, idleRows);
  const inState = (state: RuleView["state"]) => rules.filter((rule) => rule.state === state);
  return [
    ...inState("firing").map((rule) => ({ rule, rank: -2 })),
    // What is about to end the macro is the most telling of all.
    ...inState("pending").map((rule) => ({ rule, rank: rule.action === "cancel" ? -3 : -1 })),
    ...rules.filter((rule) => idle.includes(rule)).map((rule) => ({ rule, rank: idle.indexOf(rule) })),
  ];
}

const gravity: Readonly<Record<RuleView["action"], number>> = { warn: 0, throttle: 1, pause: 2, cancel: 3 };

function graver(other: RuleView, rule: RuleView): boolean {
  const same = comparisonOf(other)?.text === comparisonOf(rule)?.text;
  return same && other.state === "idle" && gravity[other.action] > gravity[rule.action];
}

/** The comparison that decides: all of an `and` must hold, so the farthest from its limit; of an `or` the nearest. */
export function comparisonOf(rule: Omit<RuleView, "since">): ComparisonView | null {
  const known = rule.comparisons.filter(({ used }) => used !== null);
  const either = / or /.test(rule.threshold);
  const [first, ...others] = known;
  if (first === undefined) return null;
  return others.reduce((chosen, next) => (next.used! > chosen.used! === either ? next : chosen), first);
}

function usedOf(rule: RuleView): number | null {
  return comparisonOf(rule)?.used ?? null;
}

/** "62% of 85%"; where less is worse, "60fps, min 15fps". */
export function marginText(rule: Omit<RuleView, "since">): string {
  const active = rule.state !== "idle";
  const comparison = comparisonOf(rule) ?? (active ? rule.comparisons.find(({ value }) => value !== null) : null);
  if (comparison === null || comparison === undefined) return active ? harmless(rule.threshold) : "";
  const { valueText, limitText } = comparison;
  return harmless(isFloor(comparison) ? `${valueText}, min ${limitText}` : `${valueText} of ${limitText}`);
}

/** Whether the rule is about values below the limit: then `used` is limit / value. The text misleads under `not`. */
function isFloor({ text, value, limit, used }: ComparisonView): boolean {
  if (value !== null && limit !== null && used !== null && value !== limit) {
    return Math.abs(used - value / limit) > 1e-9 * used;
  }
  return text.includes("<");
}

function statusText(rule: RuleView, now: number, brief = false): string {
  if (brief && rule.state === "pending" && rule.firesInMs !== null) return `in ${shortSpan(rule.firesInMs)}`;
  if (brief) return rule.state === "idle" ? "" : rule.state;
  if (rule.state === "pending") return rule.firesInMs === null ? "pending" : `fires in ${shortSpan(rule.firesInMs)}`;
  if (rule.state === "firing") return rule.since === null ? "firing" : `firing for ${shortSpan(now - rule.since)}`;
  return "";
}

/** Widths shared by all rule rows of a screen. */
export interface RuleColumns {
  readonly rule: number;
  readonly action: number;
  readonly gauge: number;
  /** 0: as wide as each needs. */
  readonly margin: number;
}

/** Below this width rows give up columns and long words. */
const narrow = 60;

export function ruleColumns(rules: readonly RuleView[], columns: number): RuleColumns {
  const widest = (texts: readonly string[], most: number) => Math.min(most, Math.max(0, ...texts.map(columnsUsed)));
  return {
    rule: widest(
      rules.map(({ rule }) => rule),
      columns < narrow ? 14 : 20,
    ),
    action: columns < narrow ? 0 : 8,
    gauge: columns < 76 ? 0 : gaugeColumns,
    margin: columns < narrow ? 0 : widest(rules.map(marginText), 28),
  };
}

export function ruleRow(rule: RuleView, widths: RuleColumns, now: number, glyphs: Glyphs): Line {
  const style = ruleStyle(rule);
  const mark = glyphs[rule.state];
  const word = rule.state === "idle" ? "dim" : style;
  const wide = widths.margin > 0;
  const margin = marginText(rule);
  return [
    piece(wide ? "    " : "  "),
    piece(mark, word),
    piece(" "),
    piece(pad(rule.rule, widths.rule, "left", glyphs.cut), rule.state === "idle" ? "plain" : "strong"),
    ...(widths.action > 0 ? [piece("  "), piece(pad(rule.action, widths.action), word)] : []),
    ...(widths.gauge > 0 ? [piece(" "), ...gauge(usedOf(rule), widths.gauge, glyphs, gaugeStyle(rule))] : []),
    piece(widths.gauge > 0 ? "  " : " "),
    piece(wide ? pad(margin, widths.margin, "left", glyphs.cut) : margin, rule.state === "idle" ? "dim" : "plain"),
    piece(wide ? "  " : " "),
    piece(statusText(rule, now, !wide), style),
  ];
}

/** A rule in a few words, for rows with other things on them. */
export function ruleWord(rule: RuleView, now: number, glyphs: Glyphs): Line {
  return [piece(` ${glyphs[rule.state]} ${rule.rule} ${statusText(rule, now, true)}`, ruleStyle(rule))];
}

function ruleStyle(rule: RuleView): Style {
  return rule.state === "idle" ? "dim" : actionStyle(rule.action);
}

function gaugeStyle(rule: RuleView): Style {
  const used = usedOf(rule) ?? 0;
  if (used >= 1) return "critical";
  return used >= 0.75 ? "warning" : "fine";
}
