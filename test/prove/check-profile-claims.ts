/** Checks what is claimed of whole profiles: proofs by trying to refute them, counterexamples by a second evaluator. */

import {
  checkClaim,
  comparePrograms,
  conditionText,
  createProver,
  harshnessOf,
  type ProfileComparison,
  type Program,
  type ProgramProfile,
  type ProgramRule,
  type ProofRoom,
  proveRules,
  type ReplayedEvent,
  type RuleChange,
  type RuleClaims,
} from "@macro-engine/dsl";
import { createReplay } from "../../engine/src/runtime/replay-witness.ts";
import { randomFrom } from "../../engine/src/runtime/testing/random.ts";
import { ended, harshnessAt, inOrder, lessAt, naiveReplay, type Played, play, withRules } from "./play-course.ts";
import { randomCourse } from "./random-courses.ts";
import { programOfProfiles, randomChange, randomProfile, randomState } from "./random-profiles.ts";

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
  attacks.push(...answerAttacks(before, after, compared!));
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

/** By how harsh an answer is: whatever makes the one profile give such an answer finds one in force in the other. */
function answerAttacks(
  before: ProgramProfile,
  after: ProgramProfile,
  { answers, assumes }: ProfileComparison,
): Attack[] {
  const grades = new Set([...before.rules, ...after.rules].map(harshnessOf));
  const attack = (kind: string, atLeast: number, one: string, other: string): Attack => ({
    kind: `answers ${kind}`,
    assumes: assumes.length > 0,
    check({ profiles }) {
      for (const event of profiles[one]!) {
        if (event.kind !== "fire" || harshnessOf(event) < atLeast) continue;
        if (harshnessAt(profiles[other]!, event.timeMs) < atLeast)
          return `${event.rule} at ${event.timeMs}, ${atLeast}`;
      }
      return null;
    },
  });
  return [...grades].flatMap((atLeast) => {
    const relation = answers.find((answer) => answer.atLeast === atLeast)?.relation ?? "equivalent";
    return [
      ...(["equivalent", "stricter"].includes(relation)
        ? [attack(`${relation}: kept`, atLeast, "before", "after")]
        : []),
      ...(["equivalent", "laxer"].includes(relation)
        ? [attack(`${relation}: none new`, atLeast, "after", "before")]
        : []),
    ];
  });
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
