/** Proposes thresholds and waits under which rules fire as seldom as they may, and no looser ones. */

import type { ProgramProfile, ProgramRule } from "@macro-engine/dsl";
import { type Backtest, isAboutTime, type NamedRecording, type ProfileResult } from "../backtest.ts";
import type { JudgeOptions } from "../judge.ts";
import { allowed, type Frequency, type Rate } from "../rate.ts";
import { type Choice, chooseFor, type Scene, tryKnob } from "./choose.ts";
import { bodyOf } from "./effect.ts";
import { knobsOf, valueText } from "./knobs.ts";
import { type Measure, measure } from "./measure.ts";
import type { PolicyTexts } from "./policy-texts.ts";
import { firstThatMeets } from "./search.ts";
import { type Change, tightenBack } from "./tighten-back.ts";

export interface SuggestOptions {
  readonly texts: PolicyTexts;
  readonly recordings: readonly NamedRecording[];
  /** What was found with the policies as they are. */
  readonly found: Backtest;
  readonly rate: Rate;
  /** The rule alone, in every profile that has it, or in one. */
  readonly rule: { readonly profile: string | null; readonly name: string } | null;
  readonly judging: JudgeOptions;
}

export interface Suggestions {
  readonly profiles: readonly ProfileSuggestion[];
  /** The policies with every change; the same where there is none. */
  readonly texts: PolicyTexts;
}

export interface ProfileSuggestion {
  readonly profile: string;
  /** Rules that count. */
  readonly rules: readonly string[];
  readonly before: Counted;
  readonly outcome: "meets it" | "met by changes" | "cannot be met";
  /** In the order in which they were found; empty but for "met by changes". */
  readonly changes: readonly Change[];
  /** Of a rule that meets the rate: how far it could be tightened; empty where it was not asked for. */
  readonly room: readonly Room[];
}

export interface Counted extends Frequency {
  /** How many firings the rate allows. */
  readonly allowed: number;
}

/** A tighter value that would meet the rate still. */
export interface Room {
  readonly kind: Change["kind"];
  readonly from: string;
  readonly to: string;
  readonly fired: number;
}

/** Deterministic: the same policies and recordings give the same suggestions. */
export async function suggest(options: SuggestOptions): Promise<Suggestions> {
  let { texts } = options;
  const profiles: ProfileSuggestion[] = [];
  for (const result of basesFirst(options)) {
    const rules = targetsOf(result.profile, options);
    if (rules.length === 0 || result.runs === 0) continue;
    const { suggestion, after } = await suggestFor(result, rules, texts, options);
    profiles.push(suggestion);
    texts = after;
  }
  return { profiles, texts };
}

/** What changes in a profile changes in those that extend it: they come after it. */
function basesFirst({ found, texts }: SuggestOptions): ProfileResult[] {
  const depth = ({ profile }: ProfileResult) => bodyOf(texts, profile.name)?.lineage.size ?? 0;
  return [...found.profiles].sort((a, b) => depth(a) - depth(b));
}

/** The rules whose firings count. Limits of time are no noise: they count only when they are named. */
function targetsOf(profile: ProgramProfile, { rate, rule }: SuggestOptions): string[] {
  const isAsked = (one: ProgramRule) => {
    if (rule !== null) return one.name === rule.name && (rule.profile ?? profile.name) === profile.name;
    return one.action === (rate.action ?? "cancel") && !isAboutTime(one);
  };
  return profile.rules.filter(isAsked).map(({ name }) => name);
}

async function suggestFor(
  { profile, recordings }: ProfileResult,
  targets: readonly string[],
  texts: PolicyTexts,
  options: SuggestOptions,
): Promise<{ readonly suggestion: ProfileSuggestion; readonly after: PolicyTexts }> {
  const { rate, judging, found } = options;
  const counted = (counts: Measure): Counted => {
    const fired = targets.reduce((sum, name) => sum + (counts.fired.get(name) ?? 0), 0);
    const frequency = { fired, runs: counts.runs, observedMs: counts.observedMs };
    return { ...frequency, allowed: allowed(rate, frequency) };
  };
  const own = recordings.map((at) => options.recordings[at]!);
  const matters = (one: ProgramProfile): ProgramProfile => ({
    ...one,
    rules: one.rules.filter(({ name, action }) => action === "cancel" || targets.includes(name)),
  });
  const longestMs = Math.max(0, ...recordings.map((at) => found.recordings[at]!.lastMs ?? 0));
  const scene: Scene = {
    profile: profile.name,
    targets,
    recorded: { metrics: found.metrics, longestMs },
    measure: (program, variants) => measure(program, variants.map(matters), own, judging),
    measureAll: (program, variants) => measure(program, variants, own, judging),
    fired: (counts) => counted(counts).fired,
    allowed: (counts) => counted(counts).allowed,
    meets: (counts) => counted(counts).fired <= counted(counts).allowed,
  };
  const [before] = await scene.measure(texts.program, [profileIn(texts, profile.name)]);
  const base = { profile: profile.name, rules: targets, before: counted(before!), changes: [], room: [] };
  if (scene.meets(before!)) {
    const room = options.rule === null ? [] : await roomOf(scene, texts, options.rule.name);
    return { suggestion: { ...base, outcome: "meets it", room }, after: texts };
  }
  const choice = await chooseAll(scene, texts, before!);
  if (choice === null) return { suggestion: { ...base, outcome: "cannot be met" }, after: texts };
  const { changes, texts: after } = await tightenBack(scene, choice, texts);
  return { suggestion: { ...base, outcome: "met by changes", changes }, after };
}

/**
 * Rule by rule, the noisiest first, until the rate is met; null when it is not even then. A rule that is silenced may bring
 * out another, which its cancels had hidden, and the other in turn the first: runs go on for longer.
 */
async function chooseAll(scene: Scene, texts: PolicyTexts, before: Measure): Promise<Choice | null> {
  let choice: Choice = { texts, measure: before, turns: [] };
  const open = new Set(scene.targets);
  for (let round = 0; !scene.meets(choice.measure); round += 1) {
    const firedBy = (rule: string) => choice.measure.fired.get(rule) ?? 0;
    const [noisiest] = [...open].filter((rule) => firedBy(rule) > 0).sort((a, b) => firedBy(b) - firedBy(a));
    if (noisiest === undefined || round === roundsByRule * scene.targets.length) return null;
    const next = await chooseFor(scene, choice, noisiest);
    if (next === null) open.delete(noisiest);
    choice = next ?? choice;
  }
  return choice;
}

/** How often each rule may be come back to. */
const roundsByRule = 4;

/** The tightest value of each knob at which the rule would still meet the rate, all others left as they are. */
async function roomOf(scene: Scene, texts: PolicyTexts, rule: string): Promise<Room[]> {
  const room: Room[] = [];
  for (const knob of knobsOf(texts, scene.profile, rule, scene.recorded)) {
    // From the far end: the first that meets it is the tightest.
    const steps = [...knob.tighter].reverse();
    const { found } = await firstThatMeets(steps.length, (some) => tryKnob(scene, knob, steps, some), scene.meets);
    if (found === null) continue;
    const { kind } = knob;
    room.push({
      kind,
      from: valueText(knob),
      to: valueText(knob, steps[found.at]!),
      fired: scene.fired(found.measure),
    });
  }
  return room;
}

function profileIn({ program }: PolicyTexts, name: string): ProgramProfile {
  return program.profiles.find((profile) => profile.name === name)!;
}
