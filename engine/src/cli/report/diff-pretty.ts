/** A comparison of two policy sets, for people at a terminal. */

import type { Comparison, ProfileComparison, Program, Relation, RuleChange } from "@macro-engine/dsl";
import type { TraceReport } from "../compare/compare-traces.ts";
import {
  alikeProfiles,
  answerText,
  changeHead,
  changeNotes,
  gainedText,
  lostText,
  relationTexts,
  ruleText,
  settingText,
  traceText,
} from "./change-texts.ts";
import { counted, type Paint } from "./paint.ts";

const styles = {
  equivalent: "dim",
  stricter: "green",
  laxer: "red",
  incomparable: "yellow",
  "not-analysed": "yellow",
} as const satisfies Record<Relation, string>;

const signs = { added: "+", removed: "-", changed: "~", renamed: "=" } as const;

export function renderComparison(comparison: Comparison, traces: TraceReport | null, paint: Paint): string {
  const { profiles, declarations, relation, program } = comparison;
  const changed = profiles.filter(({ kind }) => kind !== "same");
  const parts = [
    ...alikeProfiles(changed).map((group) => `${renderProfiles(group, program, paint)}\n`),
    ...declarations.map((declaration) => `${declaration}\n`),
    ...(traces === null ? [] : [renderTraces(traces, paint)]),
  ];
  const same = profiles.length - changed.length;
  const rest = same > 0 ? paint("dim", ` (${counted(same, "profile")} unchanged)`) : "";
  return `${parts.join("")}${paint(styles[relation], relationTexts[relation])}${rest}\n`;
}

function renderProfiles(
  [profile, ...others]: readonly [ProfileComparison, ...ProfileComparison[]],
  program: Program,
  paint: Paint,
): string {
  const { name, kind, relation, answers, assumes, rules, settings, texts } = profile;
  const told = new Set(rules.flatMap((change) => change.assumes));
  const names = [name, ...others.map((other) => other.name)];
  const how = kind === "added" || kind === "removed" ? `${kind}: ` : "";
  const lines = [
    `${paint("bold", others.length === 0 ? `profile ${name}` : `profiles ${names.join(", ")}`)}  ${how}${paint(styles[relation], relationTexts[relation])}`,
    ...insteadLine(profile),
    ...answers.map((answer) => `  ${paint(styles[answer.relation], answerText(answer))}`),
    ...assumes.filter((assumption) => !told.has(assumption)).map((assumption) => `  as long as ${assumption}`),
    ...rules.flatMap((change) => renderRule(change, program, paint)),
    ...settings.map(
      (setting) => `  ${paint(styles[setting.relation], relationTexts[setting.relation])}  ${settingText(setting)}`,
    ),
    ...texts.map((text) => `  ${paint("dim", `text only: ${text}`)}`),
  ];
  return `${lines.join("\n")}\n`;
}

function insteadLine({ kind, instead }: ProfileComparison): string[] {
  if (kind !== "added" && kind !== "removed") return [];
  const [verb, when] = kind === "added" ? ["was", "before"] : ["is", "now"];
  const whom = instead === null ? "by no profile" : `by \`${instead}\``;
  return [`  a macro of this name ${verb} governed ${whom} ${when}`];
}

function renderRule(change: RuleChange, program: Program, paint: Paint): string[] {
  const { kind, before, after, relation, lost, gained } = change;
  const [was, is] = [ruleText(before, program), ruleText(after, program)];
  const isOne = was === is || was === null || is === null || (kind === "renamed" && relation === "equivalent");
  const texts = isOne ? [is ?? was] : [was, `→ ${is}`];
  const head = `${signs[kind]} ${paint("bold", changeHead(change))}  ${paint(styles[relation], relationTexts[relation])}`;
  return [
    `  ${head}`,
    ...texts.map((text) => `      ${paint("dim", text ?? "")}`),
    ...(lost === null ? [] : [`      ${paint("red", lostText(change, lost, program))}`]),
    ...(gained === null ? [] : [`      ${paint("green", gainedText(change, gained, program))}`]),
    ...changeNotes(change).map((note) => `      ${note}`),
  ];
}

function renderTraces({ runs, changed, unreadable }: TraceReport, paint: Paint): string {
  const head = `${paint("bold", "recordings")}  ${changed.length} of ${counted(runs, "run")} would have gone another way`;
  const lines = changed.map((run) => `  ${run.trace} (${run.macro}): ${traceText(run)}`);
  return `${[head, ...lines, ...unreadable.map((reason) => `  ${paint("yellow", reason)}`)].join("\n")}\n\n`;
}
