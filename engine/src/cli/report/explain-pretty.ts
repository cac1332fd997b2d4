/** An explanation for people: the rule, its parts with their course, who else was near, what would have changed it. */

import { exactQuantity, formatQuantity } from "@macro-engine/dsl";
import { timeText } from "../../runtime/expectations-explain.ts";
import type { Change, CoursePoint, Explanation, OtherRule, PartView } from "../../runtime/explain/explain.ts";
import { unicodeGlyphs } from "../screen/glyphs.ts";
import { sparkline } from "../screen/sparkline.ts";
import { harmless, pad } from "../screen/visible-text.ts";
import { changeText } from "./explain-changes.ts";
import { eventHead, eventNotes } from "./explain-event-pretty.ts";
import { actionWord, type ExplainReport, isClaimed, ruleFrame, sinceText } from "./explain-report.ts";
import type { Paint } from "./paint.ts";

/** Columns of a sparkline. */
const sparkColumns = 60;
/** What is made of parts is cut at these, or at the longest part: the rule and the parts hold all of it. */
const compoundColumns = 40;
/** Other rules are told of when they are at least this near, and so many at most. */
const nearEnough = 0.5;
const mostOthers = 5;

export function renderExplanation(report: ExplainReport, paint: Paint, color: boolean): string {
  const { explanation, event } = report;
  const head = event === null ? recordingHead(report, paint) : eventHead(report, event, paint);
  const sections = [head, frameOf(report, paint, color)];
  if (explanation !== null) {
    sections.push(conditionSection(report, explanation, paint));
    sections.push(othersSection(report, explanation, paint));
    if (isClaimed(report)) sections.push(changesSection(report, explanation, paint));
  }
  if (event !== null) sections.push(eventNotes(report, event, paint));
  return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}

function recordingHead(
  { macro, profile, level, explanation, clock, endedBefore }: ExplainReport,
  paint: Paint,
): string {
  const { rule, firedMs, atMs, state, firesInMs } = explanation!;
  const what = actionWord(rule.action, rule.all);
  const fired = firedMs === null ? "" : firedMs === atMs ? "fires" : `has been firing since ${clock(firedMs)}`;
  const waits = state === "pending" ? `would fire in ${timeText(firesInMs ?? 0)} if it stayed so` : "does not fire";
  const lines = [
    `${paint("bold", harmless(macro))}, at ${clock(atMs)}: ${paint("bold", rule.name)} (${what}) ${fired === "" ? waits : fired}`,
    paint("dim", `profile ${profile} (${level})`),
  ];
  if (endedBefore !== null) {
    const isItself = endedBefore.rule === rule.name && endedBefore.timeMs === atMs;
    const ended = `by then ${endedBefore.rule} had cancelled it, at ${clock(endedBefore.timeMs)}`;
    lines.push(paint("yellow", isItself ? "at the time that was asked about it was over, by this" : ended));
  }
  return lines.join("\n");
}

function frameOf({ explanation, event, sourceOf }: ExplainReport, paint: Paint, color: boolean): string {
  const rule = explanation?.rule ?? event?.policy.today ?? null;
  const isToday = event === null || event.policy.state === "same";
  const frame = rule === null || !isToday ? null : ruleFrame(rule, sourceOf, color);
  if (frame !== null) return frame;
  const { file, line } = event?.decision.place ?? rule!.place;
  return `${paint("dim", `${harmless(file)}:${line}, as it was:`)}\n  ${harmless(event?.decision.threshold ?? rule!.threshold)}`;
}

// --- The condition ----------------------------------------------------------------------------------------------

function conditionSection(report: ExplainReport, explanation: Explanation, paint: Paint): string {
  const { condition, atMs } = explanation;
  const rows = flatten(condition);
  const widths = rows.map(({ depth, part }) => 2 * depth + part.text.length);
  const partWidth = Math.max(compoundColumns, ...widths.filter((_, at) => rows[at]!.part.parts.length === 0));
  const width = Math.min(partWidth, Math.max(...widths));
  const values = rows.map(({ part }) => measuredText(part));
  const valueWidth = Math.max(0, ...values.map((text) => text.length));
  const lines = rows.flatMap(({ depth, part }, at) => {
    const indent = "  ".repeat(depth);
    const since = `since ${sinceText(report, part.sinceMs)} (${timeText(atMs - part.sinceMs)})`;
    const mark = paint(truthStyle[part.truth], truthMark[part.truth]);
    const whole = [...(indent + harmless(part.text))];
    const shown =
      whole.length > width
        ? `${whole
            .slice(0, width - 1)
            .join("")
            .trimEnd()}…`
        : whole.join("");
    const text = pad(shown, width);
    const truth = paint(truthStyle[part.truth], part.truth.padEnd(7));
    const row = `${mark} ${text}  ${pad(values[at]!, valueWidth, "right")}  ${truth} ${paint("dim", since)}`;
    const course = courseText(part, atMs, paint);
    return course === "" ? [row.trimEnd()] : [row.trimEnd(), `  ${indent}${course}`];
  });
  return [paint("bold", `The condition at ${report.clock(atMs)}`), ...lines].join("\n");
}

const truthMark = { true: "■", false: "·", unknown: "?" } as const;
const truthStyle = { true: "red", false: "dim", unknown: "yellow" } as const;

interface Row {
  readonly depth: number;
  readonly part: PartView;
}

function flatten(part: PartView, depth = 0): readonly Row[] {
  return [{ depth, part }, ...part.parts.flatMap((inner) => flatten(inner, depth + 1))];
}

/** What was measured; a limit that varies besides. */
function measuredText({ comparison, text }: PartView): string {
  if (comparison === null) return "";
  const { valueText, limitText } = comparison;
  return text.includes(limitText) ? valueText : `${valueText} of ${limitText}`;
}

/** Bars over the time before; those at which the comparison was true stand out. */
function courseText({ course, comparison }: PartView, atMs: number, paint: Paint): string {
  const known = course.flatMap(({ value }) => (value === null ? [] : [value]));
  if (comparison === null || known.length < 2) return "";
  const columns = inColumns(course, sparkColumns);
  const [least, greatest] = [Math.min(...known), Math.max(...known)];
  const limit = comparison.limit ?? greatest;
  const scale = [Math.min(least, limit), Math.max(greatest, limit)] as const;
  const values = columns.map(({ value }) => value);
  const bars = [...sparkline(values, columns.length, scale, unicodeGlyphs)];
  const painted = bars.map((bar, at) => (columns[at]!.truth === "true" ? paint("red", bar) : paint("cyan", bar)));
  const span = timeText(atMs - course[0]!.timeMs);
  const text = (value: number) => formatQuantity(value, comparison.dimension);
  const range = least === greatest ? text(least) : `${text(least)} … ${text(greatest)}`;
  return `${painted.join("")}  ${paint("dim", `${range} over ${span}, limit ${comparison.limitText}`)}`;
}

/** As many points as there are columns: of each stretch the one that was true, else its last. */
function inColumns(course: readonly CoursePoint[], columns: number): readonly CoursePoint[] {
  if (course.length <= columns) return course;
  return Array.from({ length: columns }, (_, at) => {
    const from = Math.floor((at * course.length) / columns);
    const stretch = course.slice(from, Math.floor(((at + 1) * course.length) / columns));
    return stretch.find(({ truth }) => truth === "true") ?? stretch.at(-1)!;
  });
}

// --- Other rules and changes ------------------------------------------------------------------------------------

function othersSection(report: ExplainReport, { others }: Explanation, paint: Paint): string {
  const near = others.filter((rule) => rule.state !== "idle" || (rule.near ?? 0) >= nearEnough).slice(0, mostOthers);
  if (others.length === 0) return "";
  if (near.length === 0) return paint("dim", "No other rule was near.");
  const width = Math.max(...near.map(({ rule }) => rule.length));
  const lines = near.map((rule) => {
    const action = actionWord(rule.action, rule.all).padEnd(10);
    return `  ${rule.rule.padEnd(width)}  ${action}  ${nearText(rule, report)}`.trimEnd();
  });
  return [paint("bold", "Other rules that were near"), ...lines].join("\n");
}

function nearText({ state, since, firesInMs, near, comparison }: OtherRule, report: ExplainReport): string {
  const measured = comparison === null ? "" : ` (${harmless(comparison.text)}: ${harmless(comparison.valueText)})`;
  if (state === "firing") return `firing since ${sinceText(report, since ?? 0)}${measured}`;
  if (state === "pending")
    return `true since ${sinceText(report, since ?? 0)}, would fire in ${timeText(firesInMs ?? 0)}${measured}`;
  return `at ${Math.floor((near ?? 0) * 100)}% of its limit${measured}`;
}

function changesSection(report: ExplainReport, explanation: Explanation, paint: Paint): string {
  const { changes, firedMs, otherCancels } = explanation;
  if (changes.length === 0) return "";
  const title = firedMs === null ? "What would have made it fire by then" : "What would have spared it";
  const lines = changes.map((change) => `  ${changeLine(change, paint)}`);
  if (firedMs !== null) lines.push(paint("dim", `  ${horizonText(report, explanation)}`));
  for (const { rule, timeMs } of otherCancels) {
    lines.push(paint("yellow", `  not enough by itself: ${rule} cancels as well, at ${report.clock(timeMs)}`));
  }
  return [paint("bold", `${title}, each alone`), ...lines].join("\n");
}

function changeLine(change: Change, paint: Paint): string {
  if (change.outcome !== "found") return paint("dim", changeText(change));
  const { param, rounded, dimension, part } = change;
  const written = param === null ? (part ?? "") : `set ${param} = ${exactQuantity(rounded!, dimension)}`;
  return `${changeText(change)}, as in ${paint("cyan", written)}`;
}

function horizonText({ clock, event }: ExplainReport, { horizonMs, horizon, rule }: Explanation): string {
  const until = `played until ${clock(horizonMs)}`;
  if (horizon === "cleared") return `${until}, when it cleared`;
  return event !== null && rule.action === "cancel"
    ? `${until}, when the macro was cancelled: nobody knows how it would have gone on`
    : `${until}, the end of the recording`;
}
