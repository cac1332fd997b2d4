/** Takes back what turned out to be more than was needed, and tells what is left. */

import { type Alternative, type Choice, profileIn, type Scene, type Turn, tryKnob } from "./choose.ts";
import { type Knob, knobsOf, valueText } from "./knobs.ts";
import type { PolicyTexts } from "./policy-texts.ts";
import { firstThatMeets } from "./search.ts";

/** A value in a rule that takes the place of another. */
export interface Change extends Alternative {
  readonly rule: string;
  /** Other rules of the profile that change with it, and profiles that extend it. */
  readonly alsoRules: readonly string[];
  readonly alsoProfiles: readonly string[];
  /** The next tighter value, and how much would fire under it: more than the rate allows over the runs that there would be. */
  readonly tighter: { readonly to: string; readonly fired: number; readonly allowed: number };
  /** What else in the rule would do alone, and is not proposed. */
  readonly alternatives: readonly Alternative[];
}

/**
 * Each turn, the others standing, goes back as far as the rate allows, until none can: the noisiest rule was silenced before it
 * was known what the next one would bring.
 */
export async function tightenBack(
  scene: Scene,
  choice: Choice,
  original: PolicyTexts,
): Promise<{ readonly changes: readonly Change[]; readonly texts: PolicyTexts }> {
  let { turns } = choice;
  for (let round = 0; round < mostRounds; round += 1) {
    const before = turns;
    for (const turn of before) turns = await turnedBack(scene, original, turns, turn);
    if (turns === before) break;
  }
  const changes: Change[] = [];
  for (const turn of turns) changes.push(await changeOf(scene, original, turns, turn));
  return { changes, texts: turned(scene, original, turns) };
}

/** Past it, a tighter value somewhere may be left: what is proposed does what it should all the same. */
const mostRounds = 8;

/** The same list where the turn is as far back as it can be. */
async function turnedBack(
  scene: Scene,
  original: PolicyTexts,
  turns: readonly Turn[],
  turn: Turn,
): Promise<readonly Turn[]> {
  const others = turns.filter((one) => one !== turn);
  const without = turned(scene, original, others);
  const [alone] = await scene.measure(without.program, [profileIn(without, scene.profile)!]);
  if (scene.meets(alone!)) return others;
  const knob = knobOf(scene, without, turn)!;
  const tryThese = (some: readonly number[]) => tryKnob(scene, knob, turn.steps, some);
  const { found } = await firstThatMeets(turn.at + 1, tryThese, scene.meets);
  if (found === null || found.at === turn.at) return turns;
  return turns.map((one) => (one === turn ? { ...turn, at: found.at } : one));
}

/** The texts with some turns made, in their order. */
function turned(scene: Scene, original: PolicyTexts, turns: readonly Turn[]): PolicyTexts {
  return turns.reduce((texts, turn) => knobOf(scene, texts, turn)!.at(turn.steps[turn.at]!)!, original);
}

function knobOf(scene: Scene, texts: PolicyTexts, { rule, kind, index }: Turn): Knob | undefined {
  const knobs = knobsOf(texts, scene.profile, rule, scene.recorded);
  return knobs.find((knob) => knob.kind === kind && knob.index === index);
}

async function changeOf(scene: Scene, original: PolicyTexts, turns: readonly Turn[], turn: Turn): Promise<Change> {
  const others = turns.filter((one) => one !== turn);
  const without = turned(scene, original, others);
  const knob = knobOf(scene, without, turn)!;
  const tighter = turn.at === 0 ? knob.from : turn.steps[turn.at - 1]!;
  const tight = turn.at === 0 ? without : (knob.at(tighter) ?? without);
  const [measure] = await scene.measure(tight.program, [profileIn(tight, scene.profile)!]);
  return {
    rule: turn.rule,
    kind: turn.kind,
    what: knob.what,
    from: valueText(knob),
    to: valueText(knob, turn.steps[turn.at]!),
    alsoRules: knob.alsoRules,
    alsoProfiles: knob.alsoProfiles,
    tighter: { to: valueText(knob, tighter), fired: scene.fired(measure!), allowed: scene.allowed(measure!) },
    alternatives: turns.length > 1 ? [] : turn.alternatives,
  };
}
