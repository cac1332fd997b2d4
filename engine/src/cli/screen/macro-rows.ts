/** The rows of the macros: one each, and below it as many of its rules as there is room for. */

import type { RuleView } from "../../runtime/types.ts";
import { shortSpan, stopwatch } from "./clock.ts";
import type { Glyphs } from "./glyphs.ts";
import { type Line, lineColumns, piece, type Style } from "./line.ts";
import { type RuleCandidate, type RuleColumns, ruleCandidates, ruleColumns, ruleRow, ruleWord } from "./rule-rows.ts";
import { scaleOf, sparkline } from "./sparkline.ts";
import type { ScreenMacro, ScreenView } from "./view.ts";
import { columnsUsed, harmless, pad } from "./visible-text.ts";

interface Widths {
  readonly columns: number;
  readonly name: number;
  readonly level: number;
  /** 0: no room for it. */
  readonly profile: number;
  readonly time: number;
  /** 0 when all are running. */
  readonly state: number;
  readonly rules: RuleColumns;
}

const levelStyles: Readonly<Record<string, Style>> = { safe: "fine", risky: "warning", dangerous: "critical" };

/** At most `room` rows (at least one), most pressing macros first when not all fit, in the order of the view. */
export function macroRows(view: ScreenView, columns: number, room: number, glyphs: Glyphs): Line[] {
  if (room <= 0) return [];
  const cooling = coolingRows(view, glyphs);
  if (view.macros.length === 0) return [nothingRuns(view), ...cooling].slice(0, room);
  const candidates = new Map(view.macros.map((macro) => [macro, ruleCandidates(macro.rules)]));
  const macros = pressing(view.macros, candidates, room);
  const hidden = view.macros.length - macros.length;
  const left = room - macros.length - (hidden > 0 ? 1 : 0);
  const chosen = chooseRules(macros, candidates, left);
  const widths = measure(view, macros, chosen, columns);
  const rows = macros.map((macro) => [
    macroRow(macro, unshown(candidates.get(macro), chosen.get(macro)), widths, view.now, glyphs),
    ...(chosen.get(macro) ?? []).map(({ rule }) => ruleRow(rule, widths.rules, view.now, glyphs)),
  ]);
  const spare = room - rows.flat().length - (hidden > 0 ? 1 : 0) - cooling.length;
  const airy = rows.length > 1 && spare >= rows.length - 1 && rows.some(({ length }) => length > 1);
  const body = rows.flatMap((lines, index) => (airy && index > 0 ? [[], ...lines] : lines));
  if (hidden > 0) body.push([piece(`${glyphs.cut} and ${hidden} more ${hidden === 1 ? "macro" : "macros"}`, "dim")]);
  return [...body, ...cooling].slice(0, room);
}

function nothingRuns(view: ScreenView): Line {
  return view.engine.profiles === 0
    ? [piece("  No profiles are in force: nothing is protected.", "warning")]
    : [piece("  No macro is running. Start one with: macro-engine run -- COMMAND", "dim")];
}

function coolingRows(view: ScreenView, glyphs: Glyphs): Line[] {
  return (view.cooling ?? []).map(({ macro, leftMs }) => [
    piece(`${glyphs.unprotected} `, "dim"),
    piece(harmless(macro), "dim"),
    piece(` may start again in ${shortSpan(leftMs)}`, "dim"),
  ]);
}

/** All macros where they fit; else as many as do beside the line that counts the others, those in trouble first. */
function pressing(
  macros: readonly ScreenMacro[],
  candidates: ReadonlyMap<ScreenMacro, readonly RuleCandidate[]>,
  room: number,
): readonly ScreenMacro[] {
  if (macros.length <= room) return macros;
  const urgency = (macro: ScreenMacro) => Math.min(0, ...(candidates.get(macro) ?? []).map(({ rank }) => rank));
  const first = [...macros].sort((a, b) => urgency(a) - urgency(b)).slice(0, Math.max(0, room - 1));
  return macros.filter((macro) => first.includes(macro));
}

/** Deals `left` rows to the macros' rules by rank, so that no macro's idle rules crowd out another's pending ones. */
function chooseRules(
  macros: readonly ScreenMacro[],
  candidates: ReadonlyMap<ScreenMacro, readonly RuleCandidate[]>,
  left: number,
): Map<ScreenMacro, RuleCandidate[]> {
  const all = macros.flatMap((macro) => candidates.get(macro) ?? []);
  const chosen = new Set([...all].sort((a, b) => a.rank - b.rank).slice(0, Math.max(0, left)));
  return new Map(macros.map((macro) => [macro, (candidates.get(macro) ?? []).filter((each) => chosen.has(each))]));
}

function measure(
  view: ScreenView,
  macros: readonly ScreenMacro[],
  chosen: ReadonlyMap<ScreenMacro, readonly RuleCandidate[]>,
  columns: number,
): Widths {
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => columnsUsed(harmless(text))));
  const name = widest(view.macros.map(({ macro }) => macro));
  return {
    columns,
    name: Math.min(name, Math.max(8, Math.floor(columns * 0.3))),
    level: widest(view.macros.map(levelText)),
    time: columns < 64 ? 6 : 8,
    state: widest(macros.map(({ state }) => (state === "running" ? "" : state))),
    profile: columns < 64 ? 0 : Math.min(18, widest(view.macros.map(({ profile }) => profile ?? "no profile"))),
    rules: ruleColumns(
      macros.flatMap((macro) => (chosen.get(macro) ?? []).map(({ rule }) => rule)),
      columns,
    ),
  };
}

function levelText({ profile, level }: ScreenMacro): string {
  return profile === null ? "unprotected" : (level ?? "");
}

/** The most pressing rule that holds at present and got no row of its own: it has a word in the macro's row. */
function unshown(all: readonly RuleCandidate[] = [], chosen: readonly RuleCandidate[] = []): RuleView | null {
  const active = all.filter((each) => each.rank < 0 && !chosen.includes(each));
  const [first, ...others] = active;
  if (first === undefined || chosen.length > 0) return null;
  return others.reduce((best, next) => (next.rank < best.rank ? next : best), first).rule;
}

function macroRow(macro: ScreenMacro, pressing: RuleView | null, widths: Widths, now: number, glyphs: Glyphs): Line {
  const protectedBy = macro.profile !== null;
  const level = levelText(macro);
  const style = protectedBy ? (levelStyles[level] ?? "plain") : "warning";
  const left = [
    piece(`${protectedBy ? glyphs.running : glyphs.unprotected} `, style),
    piece(pad(harmless(macro.macro), widths.name, "left", glyphs.cut), "strong"),
    piece("  "),
    piece(pad(level, widths.level), style),
    ...(widths.profile > 0
      ? [piece("  "), piece(pad(harmless(macro.profile ?? "no profile"), widths.profile, "left", glyphs.cut), "dim")]
      : []),
    piece(pad(stopwatch(now - macro.startedAt), widths.time, "right")),
    ...(widths.state > 0 ? stateWord(macro, widths) : []),
  ];
  if (pressing !== null) left.push(...ruleWord(pressing, now, glyphs));
  return [...left, ...usage(macro, widths.columns - lineColumns(left), glyphs)];
}

function stateWord({ state }: ScreenMacro, widths: Widths): Line {
  const word = pad(state === "running" ? "" : state, widths.state);
  return [piece(widths.profile > 0 ? "  " : " "), piece(word, state === "ending" ? "critical" : "hold")];
}

/** The macro's own processor and memory, as far as there is room; then what its rules lack. */
function usage(macro: ScreenMacro, room: number, glyphs: Glyphs): Line {
  const parts: Line[] = [];
  if (macro.cpu !== null) {
    const bars =
      room < 40
        ? []
        : [piece(" "), piece(sparkline(macro.cpu.history, 12, scaleOf(macro.cpu.history, 100), glyphs), "accent")];
    parts.push([piece("   cpu ", "dim"), piece(pad(harmless(macro.cpu.valueText), 5, "right")), ...bars]);
  }
  if (macro.memory !== null) parts.push([piece("   mem ", "dim"), piece(pad(harmless(macro.memory.valueText), 7))]);
  const silent = macro.rules.filter(({ state, truth }) => state === "idle" && truth === "unknown").length;
  if (silent > 0) parts.push([piece(`   ${silent} of ${macro.rules.length} rules without data`, "dim")]);
  const fitting: Line[] = [];
  for (const part of parts) {
    if (lineColumns([...fitting.flat(), ...part]) > room) break;
    fitting.push(part);
  }
  return fitting.flat();
}
