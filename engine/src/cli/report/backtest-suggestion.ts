/** A suggestion for people and for programs. */

import { type CheckedClaim, type ClaimVerdict, claimText, describeWitness, type Program } from "@macro-engine/dsl";
import type { Backtest } from "../../backtest/backtest.ts";
import type { RuleEffect } from "../../backtest/suggest/effects.ts";
import type { Counted } from "../../backtest/suggest/suggest.ts";
import type { Change } from "../../backtest/suggest/tighten-back.ts";
import { timeText } from "../../runtime/expectations-explain.ts";
import type { Suggestion, TriedSuggestion } from "../backtest/suggestion.ts";
import { harmless } from "../screen/visible-text.ts";
import { spanText } from "./backtest-pretty.ts";
import { counted, type Paint } from "./paint.ts";

/** Firings that are named one by one. */
const mostNamed = 5;

export function renderSuggestion(suggestion: Suggestion, found: Backtest, paint: Paint, color: boolean): string {
  const { profiles, rate } = suggestion;
  const head = paint("bold", `Asked for: ${suggestion.asked}\n`);
  if (profiles.length === 0) return `${head}  no rule that counts was judged\n`;
  const parts = profiles.map((profile) => renderSuggestedProfile(profile, rate.unit, found, paint));
  const patch = suggestion.patch(color);
  return `${head}\n${parts.join("")}${objectionsText(suggestion)}${patch === "" ? "" : `\n${patch}`}`;
}

/** Tests and assertions hold what somebody once wanted: whoever changes a limit has to know. */
export function objectionsText({ failing, broken, program }: Objections): string {
  const tests = failing.map(({ title, place }) => `${title} (${place.file}:${place.line})`);
  const claims = (kind: ClaimVerdict["kind"]) =>
    broken
      .filter(({ verdict }) => verdict.kind === kind)
      .map((checked) => `${nameOf(checked)}: ${whyBroken(checked, program)}`);
  return [
    ["test", "would fail with it", tests] as const,
    ["assertion", "would no longer hold with it", claims("fails")] as const,
    ["assertion", "could no longer be proved with it", claims("not-analysed")] as const,
  ]
    .filter(([, , lines]) => lines.length > 0)
    .map(([what, how, lines]) => `${counted(lines.length, what)} of the policies ${how}:\n  ${lines.join("\n  ")}\n`)
    .join("");
}

type Objections = Pick<Suggestion, "failing" | "broken" | "program">;

function nameOf({ assertion, profile, claim }: CheckedClaim): string {
  return `${assertion.name}: ${claimText(profile, claim)} (${claim.place.file}:${claim.place.line})`;
}

function whyBroken({ verdict, claim }: CheckedClaim, program: Program): string {
  if (verdict.kind === "fails") return `nothing answers ${describeWitness(verdict.witness, claim.evidence, program)}`;
  return verdict.kind === "not-analysed" ? verdict.reason : "";
}

export function renderSuggestedProfile(profile: TriedSuggestion, unit: string, found: Backtest, paint: Paint): string {
  const { outcome, changes, before, after, room, effects } = profile;
  const name = paint("bold", profile.profile);
  if (outcome === "meets it") {
    return `${name} ${paint("green", "meets it")}: ${countsText(before, unit)}\n${room
      .map(
        ({ kind, from, to, fired }) =>
          `  ${valueText(kind, from)} could be ${valueText(kind, to)}: ${counted(fired, "firing")}\n`,
      )
      .join("")}`;
  }
  if (outcome === "cannot be met") {
    const rules = profile.rules.join(", ");
    return `${name} ${paint("red", "cannot meet it")}: ${countsText(before, unit)}; no threshold or wait of ${rules} brings it there\n`;
  }
  const isTarget = ({ rule }: RuleEffect) => profile.rules.includes(rule);
  const lines = [
    ...changes.flatMap(changeLines),
    `with it: ${countsText(after, unit)}`,
    ...effects
      .filter((effect) => isTarget(effect) || effect.before !== effect.after)
      .map((effect) => effectText(effect, isTarget(effect), found)),
  ];
  return `${name} ${paint("yellow", "would meet it")}; now ${countsText(before, unit)}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

function countsText({ fired, runs, observedMs, allowed }: Counted, unit: string): string {
  const over = unit === "run" ? counted(runs, "run") : spanText(observedMs);
  return `${counted(fired, "firing")} in ${over}, ${allowed} allowed`;
}

function changeLines({ what, kind, from, to, tighter, alsoRules, alsoProfiles, alternatives }: Change): string[] {
  const also = [...alsoRules, ...alsoProfiles.map((name) => `profile ${name}`)];
  return [
    `${what}: ${valueText(kind, from)} → ${valueText(kind, to)}${also.length === 0 ? "" : ` (also changes ${also.join(", ")})`}`,
    `  ${valueText(kind, tighter.to)} would not do: ${counted(tighter.fired, "firing")}, ${tighter.allowed} allowed then`,
    ...alternatives.map(
      (other) =>
        `  or instead, ${other.what}: ${valueText(other.kind, other.from)} → ${valueText(other.kind, other.to)}`,
    ),
  ];
}

function valueText(kind: Change["kind"], value: string): string {
  if (kind === "threshold") return value;
  return value === "0ms" ? "no wait" : `for ${value}`;
}

/** Which firings go is told of the rules that count; of others how many is enough. */
function effectText({ rule, before, after, gone, later }: RuleEffect, isTarget: boolean, found: Backtest): string {
  const parts = [
    ...(gone.length === 0 || !isTarget ? [] : [`gone: ${goneText(gone, found)}`]),
    ...(later === 0 || !isTarget ? [] : [`${later} ${later === 1 ? "comes" : "come"} later`]),
  ];
  return `${rule} fires ${before} → ${after}${parts.length === 0 ? "" : ` (${parts.join("; ")})`}`;
}

function goneText(gone: RuleEffect["gone"], found: Backtest): string {
  const byRecording = Map.groupBy(gone.slice(0, mostNamed), ({ recording }) => recording);
  const named = [...byRecording].map(([recording, firings]) => {
    const times = firings.map(({ atMs }) => timeText(atMs)).join(", ");
    return `${times} in ${harmless(found.recordings[recording]!.recording.name)}`;
  });
  return `${named.join(", ")}${gone.length > mostNamed ? ` and ${gone.length - mostNamed} more` : ""}`;
}

export function suggestionJson({ asked, profiles, failing, broken, program, patch }: Suggestion, found: Backtest) {
  return {
    asked,
    profiles: profiles.map(({ profile, rules, outcome, before, after, changes, effects, room }) => ({
      profile,
      rules,
      outcome,
      before: countedJson(before),
      after: countedJson(after),
      changes,
      effects: effects.map(({ gone, ...effect }) => ({
        ...effect,
        gone: gone.map(({ recording, run, atMs, message }) => ({
          recording: found.recordings[recording]!.recording.name,
          run,
          at: atMs / 1000,
          message,
        })),
      })),
      room,
    })),
    failingTests: failing.map(({ title, profile, place }) => ({ title, profile, file: place.file, line: place.line })),
    brokenAssertions: broken.map((checked) => ({
      assertion: checked.assertion.name,
      profile: checked.profile.name,
      claim: claimText(checked.profile, checked.claim),
      verdict: checked.verdict.kind,
      because: whyBroken(checked, program),
      file: checked.claim.place.file,
      line: checked.claim.place.line,
    })),
    patch: patch(false),
  };
}

function countedJson({ fired, runs, observedMs, allowed }: Counted) {
  return { fired, runs, seconds: observedMs / 1000, allowed };
}
