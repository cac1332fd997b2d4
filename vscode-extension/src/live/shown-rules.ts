/** What is shown at the rules of a file: at each threshold what is measured now, beside each rule whether it waits or fires. */

import type { EngineStatus, MacroStatus, Readings } from "../../../engine/src/control/protocol.ts";
import type { LineRange, RuleThresholds, Threshold } from "../../../lsp/src/editor-protocol.ts";
import { spanText } from "./spans.ts";

export interface ShownRules {
  readonly values: readonly ShownValue[];
  readonly states: readonly ShownState[];
}

export interface ShownValue {
  readonly range: LineRange;
  /** `now 43%, p95 today 71%` */
  readonly text: string;
  readonly margin: Margin;
  /** Markdown. */
  readonly hover: string;
}

/** How far the value is from its limit: near from four fifths of it on. */
export type Margin = "far" | "near" | "beyond";

export interface ShownState {
  readonly range: LineRange;
  readonly state: "pending" | "firing";
  /** Markdown. */
  readonly hover: string;
}

type Comparison = MacroStatus["rules"][number]["comparisons"][number];

interface Observed {
  /** Null: of the system, no macro runs. */
  readonly macro: MacroStatus | null;
  readonly comparison: Comparison;
}

export function shownRules(
  rules: readonly RuleThresholds[],
  status: EngineStatus,
  readings: Readings | null,
  nowMs: number,
): ShownRules {
  return {
    values: rules.flatMap((rule) => rule.comparisons.flatMap((each) => shownValue(rule, each, status, readings))),
    states: rules.flatMap((rule) => shownState(rule, status, nowMs)),
  };
}

function shownValue(
  rule: RuleThresholds,
  threshold: Threshold,
  status: EngineStatus,
  readings: Readings | null,
): ShownValue[] {
  const observed = observe(rule, threshold, status, readings);
  const [worst] = observed.toSorted((a, b) => usedOf(b) - usedOf(a));
  if (worst === undefined) return [];
  const { comparison, macro } = worst;
  const p95 = readings?.metrics.find(({ metric }) => metric === threshold.metric)?.p95Today ?? null;
  const differ = new Set(observed.map(({ comparison: { valueText } }) => valueText)).size > 1;
  const now = comparison.value === null ? "no value now" : `now ${comparison.valueText}`;
  const whose = differ && macro !== null ? ` of ${macro.macro}` : "";
  const usually = p95 === null ? "" : `, p95 today ${p95.text}`;
  return [
    {
      range: threshold.range,
      text: now + whose + usually,
      margin: marginOf(comparison),
      hover: hoverOf(rule, observed, p95?.text ?? null),
    },
  ];
}

/** Of every macro that is under the rule, or of the system while none is; nothing where the engine runs another text. */
function observe(
  { rule, profiles, total }: RuleThresholds,
  { index, measured }: Threshold,
  { macros }: EngineStatus,
  readings: Readings | null,
): readonly Observed[] {
  const isSame = (comparisons: readonly Comparison[]) =>
    comparisons.length === total && measured.some((text) => comparisons[index]!.text.includes(text));
  const found = (macro: MacroStatus | null, rules: readonly { rule: string; comparisons: readonly Comparison[] }[]) =>
    rules
      .filter((each) => each.rule === rule && isSame(each.comparisons))
      .map(({ comparisons }) => ({ macro, comparison: comparisons[index]! }));
  const governed = macros.filter(({ profile }) => profile !== null && profiles.includes(profile));
  if (governed.length > 0) return governed.flatMap((macro) => found(macro, macro.rules));
  const told = readings?.profiles.filter(({ profile }) => profiles.includes(profile)) ?? [];
  // What only a run can know is of no interest while none is there.
  return told.flatMap(({ rules }) => found(null, rules)).filter(({ comparison }) => comparison.value !== null);
}

function usedOf({ comparison }: Observed): number {
  return comparison.used ?? -1;
}

function marginOf({ used }: Comparison): Margin {
  if (used === null || used < 0.8) return "far";
  return used < 1 ? "near" : "beyond";
}

const mostRows = 8;

function hoverOf({ rule }: RuleThresholds, observed: readonly Observed[], p95: string | null): string {
  const rows = observed.slice(0, mostRows).map(({ macro, comparison }) => {
    const { valueText, limitText, used } = comparison;
    const share = used === null ? "" : `${Math.round(used * 100)} %`;
    return `| ${escaped(macro?.macro ?? "no macro runs")} | ${valueText} | ${limitText} | ${share} |`;
  });
  const more = observed.length > mostRows ? [`\n… and ${observed.length - mostRows} more`] : [];
  return [
    `**${rule}**: \`${observed[0]!.comparison.text}\``,
    "",
    "| macro | now | limit | of the limit |",
    "| --- | --- | --- | --- |",
    ...rows,
    ...more,
    ...(p95 === null ? [] : ["", `95 % of today's values are at or below ${p95}.`]),
  ].join("\n");
}

function shownState({ rule, profiles, header }: RuleThresholds, { macros }: EngineStatus, nowMs: number): ShownState[] {
  const active = macros
    .filter(({ profile }) => profile !== null && profiles.includes(profile))
    .flatMap((macro) => macro.rules.filter((each) => each.rule === rule).map((view) => ({ macro, view })))
    .filter(({ view }) => view.state !== "idle");
  if (active.length === 0) return [];
  const lines = active.slice(0, mostRows).map(({ macro, view }) => {
    const since = view.since === null ? "" : ` for ${spanText(nowMs - Date.parse(view.since))}`;
    const then = view.firesInMs === null ? "" : `, fires in ${spanText(view.firesInMs)}`;
    return `- ${escaped(macro.macro)}: ${view.state}${since}${then}`;
  });
  const state = active.some(({ view }) => view.state === "firing") ? "firing" : "pending";
  return [{ range: header, state, hover: [`**${rule}**`, "", ...lines].join("\n") }];
}

/** Names of macros are other people's text. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+\-.!|<>~]/g, "\\$&");
}
