/** What of an explanation only stored events have: what came of them, what became of the policy, what is left to look at. */

import { builtInMetric, formatQuantity, type SampleValue } from "@macro-engine/dsl";
import type { EventExplanation, Summary } from "../../explain/explain-event.ts";
import type { StoredDecision } from "../../store/store.ts";
import { shortSpan } from "../screen/clock.ts";
import { outcomeWords } from "../screen/event-line.ts";
import { unicodeGlyphs } from "../screen/glyphs.ts";
import { sparkline } from "../screen/sparkline.ts";
import { harmless } from "../screen/visible-text.ts";
import type { ExplainReport } from "./explain-report.ts";
import type { Paint } from "./paint.ts";

const verbs: Readonly<Record<StoredDecision["action"], string>> = {
  cancel: "was cancelled",
  pause: "was paused",
  throttle: "was throttled",
  warn: "was warned about",
};

export function eventHead({ wallClock }: ExplainReport, { decision, run }: EventExplanation, paint: Paint): string {
  const { id, macro, rule, action, all, wall, profile, level, message, dryRun, mute } = decision;
  const hadConsequences = !dryRun && mute === undefined;
  const verb = hadConsequences ? verbs[action] : verbs[action].replace("was", "would have been");
  const after = run === null ? "" : `, ${shortSpan(wall - run.startedWall)} after it started`;
  const whole = all ? " (cancel all)" : "";
  const outcomes = decision.outcomes.map((outcome) => outcomeWords({ ...outcome, dryRun }));
  const muted = mute === undefined ? [] : ["muted: it had no consequences"];
  const about = [`event ${id}`, `profile ${profile} (${level})`, ...muted, ...outcomes].map(harmless).join(" · ");
  return [
    `${paint("bold", harmless(macro))} ${verb} by ${paint("bold", rule)}${whole} at ${wallClock(wall)}${after}`,
    harmless(message),
    paint("dim", about),
  ].join("\n");
}

export function eventNotes(report: ExplainReport, event: EventExplanation, paint: Paint): string {
  const { replay, left, decision } = event;
  const notes = policyNotes(event).map((text) => paint("yellow", text));
  if (replay === null) {
    notes.push(...valueLines(report, decision));
    notes.push(paint("yellow", leftText(event)));
    for (const summary of event.summaries) notes.push(`  ${summaryLine(report, summary, paint)}`);
  } else if (!replay.reproduced) {
    notes.push(paint("yellow", notReproduced));
  }
  return left === "samples" && notes.length === 0 ? "" : notes.join("\n");
}

const notReproduced =
  "Replaying what was recorded does not give this decision at that snapshot: a policy, a window's history or an engine was another then. No change is claimed.";

/** What has become of the rule since; empty where it is as it was. */
function policyNotes({ policy, decision }: EventExplanation): string[] {
  const { state, today } = policy;
  const rule = `${decision.profile}.${decision.rule}`;
  const others = policy.program === null ? "" : "; the other rules are those of today";
  switch (state) {
    case "same":
      return [];
    case "changed":
      return [
        `The policy has changed since: today ${rule} is \`${today!.action} when ${harmless(today!.threshold)}\` (${harmless(today!.place.file)}:${today!.place.line})${others}.`,
      ];
    case "gone":
      return [`The policy has changed since: today there is no rule ${rule}${others}.`];
    case "unknown":
      return [
        "The policies of today cannot be read, so nothing is said of other rules; `macro-engine lint` tells why.",
      ];
  }
}

function leftText({ left, run, policy }: EventExplanation): string {
  if (left === "nothing") {
    const why = run === null ? "its run is no longer kept" : "no measurement of that time is left";
    return `It cannot be replayed: ${why}.`;
  }
  if (left === "unwritten")
    return "It cannot be replayed yet: the engine writes what it measured every half a minute; ask again then.";
  if (left === "summaries") return "It cannot be replayed: of that time only summaries by the minute are left.";
  if (policy.program === null) return "It cannot be replayed: its threshold says nothing in the policies of today.";
  return "It cannot be replayed: the snapshot is not among what was recorded.";
}

function valueLines(report: ExplainReport, { values }: StoredDecision): string[] {
  const width = Math.max(0, ...Object.keys(values).map((name) => name.length));
  return Object.entries(values).map(([name, value]) => `  ${name.padEnd(width)}  ${valueText(report, name, value)}`);
}

function summaryLine(report: ExplainReport, { metric, points }: Summary, paint: Paint): string {
  const least = Math.min(...points.map(({ min }) => min));
  const greatest = Math.max(...points.map(({ max }) => max));
  const means = points.map(({ avg }) => avg);
  const bars = sparkline(means, points.length, [least, greatest], unicodeGlyphs);
  const range = `${valueText(report, metric, least)} … ${valueText(report, metric, greatest)}, by the minute`;
  return `${metric}  ${paint("cyan", bars)}  ${paint("dim", range)}`;
}

function valueText({ program }: ExplainReport, metric: string, value: SampleValue | null): string {
  if (value === null) return "missing";
  if (typeof value !== "number") return harmless(String(value));
  const declared = program?.metrics.find(({ name }) => name === metric);
  return formatQuantity(value, (declared ?? builtInMetric(metric))?.dimension ?? "number");
}
