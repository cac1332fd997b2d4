/** Checks what is claimed of whole profiles: proofs by trying to refute them, counterexamples by a second evaluator. */

import {
  checkClaim,
  comparePrograms,
  conditionText,
  createProver,
  harshnessOf,
  type Program,
  type ProgramProfile,
  type ProgramRule,
  type ProofRoom,
  proveRules,
  type ReplayedEvent,
  type RuleChange,
  type RuleClaims,
  type Witness,
} from "@macro-engine/dsl";
import { createEvaluator } from "../../engine/src/runtime/evaluator.ts";
import { createReplay } from "../../engine/src/runtime/replay-witness.ts";
import { NaiveEvaluator } from "../../engine/src/runtime/testing/naive-evaluator.ts";
import { randomFrom } from "../../engine/src/runtime/testing/random.ts";
import {
  type Course,
  programOfProfiles,
  randomChange,
  randomCourse,
  randomProfile,
  randomState,
} from "./random-profiles.ts";

/** How many claims of each kind were made and withstood. */
export type Tally = Record<string, number>;

export interface ClaimRun {
  readonly seed: number;
  /** How many profiles. */
  readonly count: number;
  /** How many courses of samples against each. */
  readonly courses: number;
}

/** What is to hold in every course: null where it does, else what went wrong. `assumes`: only where all is sampled. */
interface Attack {
  readonly kind: string;
  readonly assumes: boolean;
  check(played: Played): string | null;
}

/** What the rules of both profiles did in a course, each for itself, and each profile as one. */
interface Played {
  readonly times: readonly number[];
  /** By profile, to its first cancel. */
  readonly profiles: Readonly<Record<string, readonly ReplayedEvent[]>>;
  /** By profile and rule, as if no cancel ended anything. */
  readonly rules: Readonly<Record<string, readonly ReplayedEvent[]>>;
  /** By profile and rule: the truth of its condition at each time. */
  readonly truths: Readonly<Record<string, readonly string[]>>;
}

const probe = "the state";

/** Throws, with all that is needed to look into it, at the first claim that does not hold. */
export function checkProfileClaims({ seed, count, courses }: ClaimRun): Tally {
  const tally: Tally = {};
  for (let index = 0; index < count; index += 1) {
    const random = randomFrom(seed * 1_000_003 + index);
    const before = randomProfile(random, "before");
    const after = { ...randomChange(random, before), name: "after" };
    const state = randomState(random, before, probe);
    const program = programOfProfiles([before, after]);
    const fail = (what: string): never => {
      const texts = [before, after].map((profile) => [
        profile.name,
        ...profile.rules.map((one) => textOf(one, program)),
      ]);
      throw new Error(`seed ${seed}, profile ${index}: ${what}\n${texts.flat().join("\n")}\n${textOf(state, program)}`);
    };
    const attacks = attacksOn(program, before, after, state, tally, fail);
    for (const attack of attacks) tally[attack.kind] = (tally[attack.kind] ?? 0) + 1;
    for (let course = 0; course < courses; course += 1) {
      const whole = course % 2 === 1;
      const samples = randomCourse(random, whole);
      const played = play(program, [before, after], state, samples);
      for (const attack of attacks) {
        if (attack.assumes && !whole) continue;
        const wrong = attack.check(played);
        if (wrong !== null) fail(`${attack.kind}: ${wrong}\n${JSON.stringify(samples)}`);
      }
    }
  }
  return tally;
}

function textOf({ name, action, all, condition, holdMs, until }: ProgramRule, program: Program): string {
  const lasting = (of: ProgramRule["condition"], ms: number) => `${conditionText(of, program)} for ${ms}ms`;
  const end = until === null ? "" : ` until ${lasting(until.condition, until.holdMs)}`;
  return `  rule ${name}: ${action}${all ? " all" : ""} when ${lasting(condition, holdMs)}${end}`;
}

function attacksOn(
  program: Program,
  before: ProgramProfile,
  after: ProgramProfile,
  state: ProgramRule,
  tally: Tally,
  fail: (what: string) => never,
): Attack[] {
  const replay = createReplay();
  const roomOf = (of: Program): ProofRoom => ({ program: of, replay, prover: createProver({ program: of, replay }) });
  const room = roomOf(program);
  return [
    ...proveRules(room, before).flatMap((claims) => ruleAttacks(program, before, claims, tally, fail)),
    ...stateAttacks(room, before, state, tally, fail),
    ...changeAttacks(before, after, roomOf, tally, fail),
  ];
}

// --- Rules ------------------------------------------------------------------------------------------------------

function ruleAttacks(
  program: Program,
  profile: ProgramProfile,
  { rule, fires, constancy, shadow }: RuleClaims,
  tally: Tally,
  fail: (what: string) => never,
): Attack[] {
  const key = `${profile.name} ${rule.name}`;
  const attacks: Attack[] = [];
  const add = (kind: string, check: Attack["check"], assumes = false) => attacks.push({ kind, check, assumes });
  count(tally, fires.kind === "not-analysed", "not analysed: rule");
  if (fires.kind === "can") {
    const events = naiveReplay(withRules(program, profile, [rule]), profile.name, fires.witness);
    const last = fires.witness.rows.at(-1)!.timeMs;
    if (!events.some(({ kind, timeMs }) => kind === "fire" && timeMs === last)) fail(`${rule.name} does not fire`);
    count(tally, true, "can fire");
  }
  if (fires.kind === "never") add("never fires", ({ rules }) => (rules[key]!.length > 0 ? `${rule.name} fires` : null));
  const excluded = { "always-true": ["false", "unknown"], "true-unless-missing": ["false"], "never-true": ["true"] };
  if (constancy !== "varies" && constancy !== "not-analysed") {
    const never = excluded[constancy];
    add(constancy, ({ truths }) => (truths[key]!.some((truth) => never.includes(truth)) ? rule.name : null));
  }
  if (shadow !== null) {
    const others = shadow.by.map((other) => `${profile.name} ${other.name}`);
    const check = ({ rules }: Played) =>
      firesAlone(
        rules[key]!,
        others.flatMap((other) => rules[other]!),
      );
    add(`shadow: ${shadow.effect}`, check, shadow.assumes.length > 0);
    if (shadow.effect === "adds-nothing") {
      const outlasts = ({ rules, times }: Played) => lessAt(rules[key]!, rules[others[0]!]!, times);
      add("shadow: in force as long", outlasts, shadow.assumes.length > 0);
    }
  }
  return attacks;
}

function count(tally: Tally, when: boolean, kind: string): void {
  if (when) tally[kind] = (tally[kind] ?? 0) + 1;
}

function firesAlone(events: readonly ReplayedEvent[], others: readonly ReplayedEvent[]): string | null {
  for (const { kind, timeMs, rule } of events) {
    if (kind !== "fire") continue;
    const isPreceded = others.some((other) => other.kind === "fire" && other.timeMs <= timeMs);
    if (!isPreceded) return `${rule} fires at ${timeMs} before the others`;
  }
  return null;
}

// --- Assertions -------------------------------------------------------------------------------------------------

function stateAttacks(
  room: ProofRoom,
  profile: ProgramProfile,
  state: ProgramRule,
  tally: Tally,
  fail: (what: string) => never,
): Attack[] {
  return (["cancel", "pause", "warn"] as const).flatMap((action): Attack[] => {
    const verdict = checkClaim(room, profile, { ...state, action });
    count(tally, verdict.kind === "not-analysed", "not analysed: assertion");
    const atLeast = harshnessOf({ action, all: false });
    if (verdict.kind === "fails") {
      const probed = withRules(room.program, profile, [state, ...profile.rules]);
      const events = naiveReplay(probed, profile.name, verdict.witness);
      const last = verdict.witness.rows.at(-1)!.timeMs;
      const lasted = events.some(({ rule, kind, timeMs }) => rule === probe && kind === "fire" && timeMs === last);
      const others = events.filter(({ rule }) => rule !== probe);
      if (!lasted || harshnessAt(others, last) >= atLeast) fail(`no counterexample to ${action}`);
      count(tally, true, "assertion fails");
    }
    if (verdict.kind !== "holds") return [];
    const check = ({ rules }: Played) => {
      const others = profile.rules.flatMap((rule) => rules[`${profile.name} ${rule.name}`]!);
      for (const { kind, timeMs } of rules[`${profile.name} ${probe}`]!) {
        const isAnswered = harshnessAt(inOrder(others), timeMs) >= atLeast;
        if (kind === "fire" && !isAnswered) return `nothing answers at ${timeMs}`;
      }
      return null;
    };
    return [{ kind: "assertion holds", assumes: verdict.assumes.length > 0, check }];
  });
}

// --- Changes ----------------------------------------------------------------------------------------------------

function changeAttacks(
  before: ProgramProfile,
  after: ProgramProfile,
  roomOf: (program: Program) => ProofRoom,
  tally: Tally,
  fail: (what: string) => never,
): Attack[] {
  const name = "p";
  const [was, is] = [before, after].map((profile) => programOfProfiles([{ ...profile, name }]));
  const [compared] = comparePrograms(was!, is!, roomOf).profiles;
  const { relation, rules } = compared!;
  count(tally, relation === "not-analysed", "not analysed: change of a profile");
  const assumes = compared!.assumes.length > 0;
  const attacks: Attack[] = [];
  const keeps = relation === "equivalent" || relation === "stricter";
  const addsNothing = relation === "equivalent" || relation === "laxer";
  const dominated = (one: string, other: string) => (played: Played) =>
    lessAt(played.profiles[one]!, played.profiles[other]!, played.times);
  if (keeps) attacks.push({ kind: `profile ${relation}: keeps`, assumes, check: dominated("before", "after") });
  if (addsNothing)
    attacks.push({ kind: `profile ${relation}: adds nothing`, assumes, check: dominated("after", "before") });
  for (const change of rules) {
    attacks.push(...ruleChangeAttacks(change));
    for (const [difference, one, other] of [
      [change.lost, was!, is!],
      [change.gained, is!, was!],
    ] as const) {
      if (difference === null) continue;
      const only = change.kind === "changed" || change.kind === "renamed";
      const [mine, theirs] = difference === change.lost ? [change.before, change.after] : [change.after, change.before];
      const profileOf = (program: Program, rule: ProgramRule | null) =>
        only ? withRules(program, program.profiles[0]!, rule === null ? [] : [rule]) : program;
      const last = difference.witness.rows.at(-1)!.timeMs;
      const mineEvents = naiveReplay(profileOf(one, mine), name, difference.witness);
      const theirEvents = naiveReplay(profileOf(other, theirs), name, difference.witness);
      if (harshnessAt(mineEvents, last) <= harshnessAt(theirEvents, last))
        fail(`${change.kind}: no difference is shown`);
      count(tally, true, "change shown");
    }
  }
  return attacks;
}

function ruleChangeAttacks({ kind, before, after, relation, assumes }: RuleChange): Attack[] {
  if ((kind !== "changed" && kind !== "renamed") || before === null || after === null) return [];
  const [one, other] = [`before ${before.name}`, `after ${after.name}`];
  const attack = (what: string, less: string, more: string): Attack => ({
    kind: `rule ${relation}: ${what}`,
    assumes: assumes.length > 0,
    check: ({ rules, times }) => lessAt(ended(rules[less]!), ended(rules[more]!), times),
  });
  return [
    ...(relation === "equivalent" || relation === "stricter" ? [attack("keeps", one, other)] : []),
    ...(relation === "equivalent" || relation === "laxer" ? [attack("adds nothing", other, one)] : []),
  ];
}

/** To its first cancel. */
function ended(events: readonly ReplayedEvent[]): readonly ReplayedEvent[] {
  const end = events.find(({ kind, action }) => kind === "fire" && action === "cancel");
  return end === undefined ? events : events.filter(({ timeMs }) => timeMs <= end.timeMs);
}

// --- Plays ------------------------------------------------------------------------------------------------------

function withRules(program: Program, profile: ProgramProfile, rules: readonly ProgramRule[]): Program {
  return { ...program, profiles: [{ ...profile, rules }] };
}

function play(program: Program, profiles: readonly ProgramProfile[], state: ProgramRule, course: Course): Played {
  // An evaluator ends what is cancelled: here a cancel only warns, so that every rule can be followed to the end.
  const lenient = (rule: ProgramRule): ProgramRule => ({ ...rule, action: "warn", all: false });
  const probed = {
    ...program,
    profiles: profiles.map((profile) => ({ ...profile, rules: [state, ...profile.rules].map(lenient) })),
  };
  const acting = new Map(
    profiles.flatMap(({ name, rules }) => [state, ...rules].map((rule) => [`${name} ${rule.name}`, rule])),
  );
  const evaluator = createEvaluator(probed, { intervalMs: course.intervalMs });
  const rules: Record<string, ReplayedEvent[]> = {};
  const truths: Record<string, string[]> = {};
  for (const { name, rules: own } of probed.profiles) {
    evaluator.start({ id: name, macro: "m", profile: name, startedAt: 0 });
    for (const rule of own) {
      rules[`${name} ${rule.name}`] = [];
      truths[`${name} ${rule.name}`] = [];
    }
  }
  for (const { timeMs, samples, own } of course.rows) {
    for (const [metric, value] of Object.entries(samples)) evaluator.sample(metric, value, timeMs);
    for (const { name } of profiles) {
      for (const [metric, value] of Object.entries(own)) evaluator.sample(metric, value, timeMs, name);
    }
    for (const decision of evaluator.tick(timeMs, course.startWallMs + timeMs)) {
      const { kind, rule, run } = decision;
      const { action, all } = acting.get(`${run} ${rule}`)!;
      rules[`${run} ${rule}`]!.push({ kind, rule, action, all, timeMs });
    }
    for (const { name } of profiles) {
      for (const { rule, truth } of evaluator.inspect(name)) truths[`${name} ${rule}`]!.push(truth);
    }
  }
  const together = ({ name, rules: own }: ProgramProfile) =>
    ended(inOrder(own.flatMap((rule) => rules[`${name} ${rule.name}`]!)));
  return {
    times: course.rows.map(({ timeMs }) => timeMs),
    rules,
    truths,
    profiles: Object.fromEntries(profiles.map((profile) => [profile.name, together(profile)])),
  };
}

function inOrder(events: readonly ReplayedEvent[]): readonly ReplayedEvent[] {
  return [...events].sort((a, b) => a.timeMs - b.timeMs);
}

/** The harshest that is in force, −1 for nothing; to a macro that has been cancelled nothing harsher can happen. */
function harshnessAt(events: readonly ReplayedEvent[], timeMs: number): number {
  const firing = new Map<string, number>();
  for (const event of events) {
    if (event.timeMs > timeMs) break;
    if (event.action === "cancel" && event.timeMs < timeMs) return 4;
    if (event.kind === "fire") firing.set(event.rule, harshnessOf(event));
    else firing.delete(event.rule);
  }
  return Math.max(-1, ...firing.values());
}

/** A time at which the first is in force more harshly than the second, in words; null where there is none. */
function lessAt(
  first: readonly ReplayedEvent[],
  second: readonly ReplayedEvent[],
  times: readonly number[],
): string | null {
  const end =
    first.find(({ kind, action }) => kind === "fire" && action === "cancel")?.timeMs ?? Number.POSITIVE_INFINITY;
  for (const timeMs of times.filter((time) => time <= end)) {
    const [one, other] = [harshnessAt(first, timeMs), harshnessAt(second, timeMs)];
    if (one > other) return `at ${timeMs}: ${one} against ${other}`;
  }
  return null;
}

/** By the evaluator that shares no code with the one that the claim was made with. */
function naiveReplay(program: Program, profile: string, witness: Witness): readonly ReplayedEvent[] {
  const { intervalMs, macroStartMs, startWallMs, rows, level } = witness;
  const evaluator = new NaiveEvaluator(program, { intervalMs });
  const own = new Set(program.metrics.filter(({ scope }) => scope === "macro").map(({ name }) => name));
  const rules = program.profiles.find(({ name }) => name === profile)!.rules;
  const events: ReplayedEvent[] = [];
  for (const { timeMs, samples } of rows) {
    const macro = witness.macro ?? profile;
    const start = { id: "w", macro, profile, startedAt: macroStartMs, ...(level === undefined ? {} : { level }) };
    if (timeMs === macroStartMs) evaluator.start(start);
    for (const [metric, value] of Object.entries(samples)) {
      if (!own.has(metric)) evaluator.sample(metric, value, timeMs);
      else if (timeMs >= macroStartMs) evaluator.sample(metric, value, timeMs, "w");
    }
    if (timeMs < macroStartMs) continue;
    for (const { kind, rule } of evaluator.tick(timeMs, startWallMs + timeMs)) {
      const { action, all } = rules.find(({ name }) => name === rule)!;
      events.push({ kind, rule, action, all, timeMs });
    }
    if (events.some(({ kind, action }) => kind === "fire" && action === "cancel")) break;
  }
  return events;
}
