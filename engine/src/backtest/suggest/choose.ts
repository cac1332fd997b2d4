/** Chooses what to turn in a rule, and how far. */

import type { Program, ProgramProfile } from "@macro-engine/dsl";
import { type Knob, knobsOf, type Recorded, valueText } from "./knobs.ts";
import type { Measure } from "./measure.ts";
import type { PolicyTexts } from "./policy-texts.ts";
import { firstThatMeets, type Tried } from "./search.ts";

/** One profile over its recordings, and what is asked of it. */
export interface Scene {
  readonly profile: string;
  /** Rules whose firings count. */
  readonly targets: readonly string[];
  readonly recorded: Recorded;
  /** Counts firings of rules that matter for the rate: those that count, and those that end runs. */
  measure(program: Program, variants: readonly ProgramProfile[]): Promise<Measure[]>;
  /** Counts those of all rules. */
  measureAll(program: Program, variants: readonly ProgramProfile[]): Promise<Measure[]>;
  /** Firings that count. */
  fired(measure: Measure): number;
  /** How many of them the rate allows over what was measured. */
  allowed(measure: Measure): number;
  meets(measure: Measure): boolean;
}

/** Another value, in another place. */
export interface Alternative {
  readonly kind: Knob["kind"];
  /** In words: "set cpu_usage_max in heal". */
  readonly what: string;
  /** As policies write them; a wait of `0ms` is none. */
  readonly from: string;
  readonly to: string;
}

/** A knob and how far it is turned. */
export interface Turn {
  readonly rule: string;
  readonly kind: Knob["kind"];
  readonly index: number;
  /** The values between which it can stand, the tightest first; and which it is. */
  readonly steps: readonly number[];
  readonly at: number;
  readonly alternatives: readonly Alternative[];
}

export interface Choice {
  readonly turns: readonly Turn[];
  readonly texts: PolicyTexts;
  readonly measure: Measure;
}

/** The turn of one of the rule's knobs that meets the rate, or else comes nearest; null where none changes anything. */
export async function chooseFor(scene: Scene, before: Choice, rule: string): Promise<Choice | null> {
  const options: Option[] = [];
  let nearest: Option | null = null;
  // The rule's own firings first: what it hides from other rules would count against it.
  const firedBy = ({ fired }: Measure) => fired.get(rule) ?? 0;
  const isNearer = (one: Measure, other: Measure) =>
    firedBy(one) < firedBy(other) || (firedBy(one) === firedBy(other) && scene.fired(one) < scene.fired(other));
  for (const knob of knobsOf(before.texts, scene.profile, rule, scene.recorded)) {
    const tryThese = (some: readonly number[]) => tryKnob(scene, knob, knob.looser, some);
    const { found, tried } = await firstThatMeets(knob.looser.length, tryThese, scene.meets);
    if (found !== null) options.push({ knob, ...found });
    for (const one of tried) {
      if (isNearer(one.measure, nearest?.measure ?? before.measure)) nearest = { knob, ...one };
    }
  }
  const ranked = options.length > 1 ? await byCost(scene, before, options) : options;
  const chosen = ranked[0] ?? nearest;
  if (chosen === null) return null;
  const { knob, at, measure } = chosen;
  const alternatives = ranked.slice(1).map((option) => ({
    kind: option.knob.kind,
    what: option.knob.what,
    from: valueText(option.knob),
    to: valueText(option.knob, option.knob.looser[option.at]!),
  }));
  const turn = { rule, kind: knob.kind, index: knob.index, steps: knob.looser, at, alternatives };
  return { turns: withTurn(before.turns, turn), texts: knob.at(knob.looser[at]!)!, measure };
}

/** A knob that is turned again is turned once, further. */
function withTurn(turns: readonly Turn[], turn: Turn): Turn[] {
  const { rule, kind, index } = turn;
  const earlier = turns.find((one) => one.rule === rule && one.kind === kind && one.index === index);
  if (earlier === undefined) return [...turns, turn];
  const steps = [...earlier.steps.slice(0, earlier.at + 1), ...turn.steps];
  return [...turns.filter((one) => one !== earlier), { ...turn, steps, at: earlier.at + 1 + turn.at }];
}

interface Option extends Tried {
  readonly knob: Knob;
}

/** The ones first by which the fewest firings go away, of any rule; of those that cost the same, the one with the fewest steps. */
async function byCost(scene: Scene, before: Choice, options: readonly Option[]): Promise<Option[]> {
  const texts = options.map(({ knob, at }) => knob.at(knob.looser[at]!)!);
  const profiles = [before.texts, ...texts].map((one) => profileIn(one, scene.profile)!);
  const [now, ...then] = await scene.measureAll(before.texts.program, profiles);
  const lost = ({ fired }: Measure) =>
    [...now!.fired].reduce((sum, [rule, count]) => sum + Math.max(0, count - (fired.get(rule) ?? 0)), 0);
  return options
    .map((option, index) => ({ option, cost: lost(then[index]!) }))
    .sort((a, b) => a.cost - b.cost || a.option.at - b.option.at)
    .map(({ option }) => option);
}

/** What would fire at some of a knob's values; those that the language refuses are left out. */
export async function tryKnob(
  scene: Scene,
  knob: Knob,
  values: readonly number[],
  some: readonly number[],
): Promise<Tried[]> {
  const variants = some.flatMap((at) => {
    const texts = knob.at(values[at]!);
    return texts === null ? [] : [{ at, profile: profileIn(texts, scene.profile)!, program: texts.program }];
  });
  if (variants.length === 0) return [];
  const measures = await scene.measure(
    variants[0]!.program,
    variants.map(({ profile }) => profile),
  );
  return variants.map(({ at }, index) => ({ at, measure: measures[index]! }));
}

export function profileIn(texts: PolicyTexts, name: string): ProgramProfile | undefined {
  return texts.program.profiles.find((profile) => profile.name === name);
}
