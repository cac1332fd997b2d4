/** A comparison of two policy sets as a comment on a pull request: whole in itself, details folded. */

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
import { counted } from "./paint.ts";

const signs = {
  equivalent: "⚪",
  stricter: "🟢",
  laxer: "🔴",
  incomparable: "🟡",
  "not-analysed": "🟡",
} as const satisfies Record<Relation, string>;

/** Comments longer than 65,536 characters are refused by the hosts that show them. */
const longest = 60_000;
/** And a table that is longer than this is not read. */
const mostRows = 50;

export function comparisonMarkdown(comparison: Comparison, traces: TraceReport | null): string {
  const { relation, profiles, declarations, program } = comparison;
  const changed = profiles.filter(({ kind }) => kind !== "same");
  const head = `### ${signs[relation]} Policies: ${relationTexts[relation]}\n\n`;
  const table = changed.length === 0 ? "" : `${tableOf(changed)}\n`;
  const details = [
    ...alikeProfiles(changed).map((group) => detailsOf(group, program)),
    ...(declarations.length === 0 ? [] : [`${declarations.map((text) => `- ${text}\n`).join("")}\n`]),
    ...(traces === null ? [] : [tracesOf(traces)]),
  ];
  const same = profiles.length - changed.length;
  const rest = same > 0 ? `${counted(same, "profile")} unchanged.\n` : "";
  let text = head + table;
  for (const [at, part] of details.entries()) {
    if (text.length + part.length + rest.length > longest) {
      text += `_${counted(details.length - at, "part")} left out: \`macro-engine diff\` tells them._\n\n`;
      break;
    }
    text += part;
  }
  return text + rest;
}

function tableOf(profiles: readonly ProfileComparison[]): string {
  const rows = alikeProfiles(profiles).map((group) => {
    const [{ kind, relation, answers, assumes, settings }] = group;
    const notes = [
      ...(kind === "added" || kind === "removed" ? [kind] : []),
      ...answers.map(answerText),
      ...assumes.map((assumption) => `as long as ${assumption}`),
      ...settings.map((setting) => escaped(settingText(setting))),
    ];
    return `| ${namesOf(group)} | ${signs[relation]} ${relationTexts[relation]} | ${notes.join("<br>")} |\n`;
  });
  const more = rows.length > mostRows ? `| ${rows.length - mostRows} more | | |\n` : "";
  return `| profile | | |\n| --- | --- | --- |\n${rows.slice(0, mostRows).join("")}${more}`;
}

function namesOf(profiles: readonly ProfileComparison[]): string {
  return profiles.map(({ name }) => `<code>${name}</code>`).join(", ");
}

function detailsOf(group: readonly [ProfileComparison, ...ProfileComparison[]], program: Program): string {
  const [{ rules, texts }] = group;
  if (rules.length + texts.length === 0) return "";
  const items = [...rules.map((change) => ruleItem(change, program)), ...texts.map((text) => `- text only: ${text}\n`)];
  const count = rules.length > 0 ? counted(rules.length, "rule") : "texts";
  return `<details><summary>${namesOf(group)}: ${count}</summary>\n\n${items.join("")}\n</details>\n\n`;
}

function ruleItem(change: RuleChange, program: Program): string {
  const { before, after, kind, relation, lost, gained } = change;
  const [was, is] = [ruleText(before, program), ruleText(after, program)];
  const lines = [
    ...(was !== null && was !== is ? [`${code(was)} before`] : []),
    ...(is !== null ? [code(is)] : []),
    ...(lost === null ? [] : [`🔴 ${escaped(lostText(change, lost, program))}`]),
    ...(gained === null ? [] : [`🟢 ${escaped(gainedText(change, gained, program))}`]),
    ...changeNotes(change).map(escaped),
  ];
  const word = kind === "added" || kind === "removed" ? `${kind}, ` : "";
  const head = `- **${escaped(changeHead(change))}**: ${word}${signs[relation]} ${relationTexts[relation]}\n`;
  return head + lines.map((line) => `  - ${line}\n`).join("");
}

function tracesOf({ runs, changed, unreadable }: TraceReport): string {
  const head = `**Recordings**: ${changed.length} of ${counted(runs, "run")} would have gone another way.\n\n`;
  const items = changed.map((run) => `- ${code(run.trace)} (${escaped(run.macro)}): ${escaped(traceText(run))}\n`);
  const list = [...items, ...unreadable.map((reason) => `- ${escaped(reason)}\n`)].join("");
  return list === "" ? head : `${head}<details><summary>The runs</summary>\n\n${list}\n</details>\n\n`;
}

/** As code whatever it holds: the fence is longer than any run of backticks within. */
function code(text: string): string {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = "`".repeat(Math.max(0, ...runs) + 1);
  const pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${fence}${pad}${text.replaceAll("\n", " ")}${pad}${fence}`;
}

/** So that what policies say is text, and neither markup nor the mention of somebody. */
function escaped(text: string): string {
  return text.replaceAll("\n", " ").replaceAll(/[&<>|*_@#[\]]/g, (character) => `&#${character.charCodeAt(0)};`);
}
