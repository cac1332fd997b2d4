/** Random tests and assertions about profiles. Their words are right; whether what they say holds is another matter. */

import { isNumeric } from "../check/dimensions.ts";
import type { Random } from "./random.ts";
import { type RandomBody, separated } from "./random-body.ts";
import { condition, constant, type RandomScope, type Tokens } from "./random-expressions.ts";
import type { Line } from "./random-layout.ts";
import type { PolicyDraft } from "./random-policy.ts";

export function randomTest(draft: PolicyDraft, profile: RandomBody): Line[] {
  const { random } = draft;
  const scope: RandomScope = { ...draft.scope, constants: [...draft.scope.constants, ...profile.params] };
  const steps: Tokens[] = [["profile", profile.name]];
  const maybe = (tokens: () => Tokens) => {
    if (random.chance(0.3)) steps.push(tokens());
  };
  maybe(() => ["every", random.pick(["500ms", "1s", "2s"])]);
  maybe(() => ["start", '"2026-01-05T12:00:00Z"']);
  maybe(() => ["run", "90s"]);
  maybe(() => ["given", ...assignments(random, scope)]);
  let time = 0;
  while (random.chance(0.6)) {
    time += random.below(10);
    steps.push(random.chance(0.7) ? ["at", `${time}s`, ":", ...assignments(random, scope)] : ramp(random, scope, time));
  }
  do steps.push(expectation(random, profile));
  while (random.chance(0.6));
  return bracketed(["test", `"${draft.name("it")} # \\"holds\\" {x}"`, "{"], steps);
}

function bracketed(header: Tokens, steps: readonly Tokens[]): Line[] {
  return [{ depth: 0, tokens: header }, ...steps.map((tokens) => ({ depth: 1, tokens })), { depth: 0, tokens: ["}"] }];
}

function assignable({ metrics }: RandomScope) {
  return metrics.filter(({ name, dimension }) => name !== "duration" && isNumeric(dimension));
}

function assignments(random: Random, scope: RandomScope): Tokens {
  const tokens: string[] = [];
  for (let left = 1 + random.below(5); left > 0; left--) {
    const { name, dimension } = random.pick(assignable(scope));
    if (!isNumeric(dimension)) continue;
    const value = random.chance(0.15) ? ["missing"] : constant(random, scope, dimension);
    tokens.push(...(tokens.length === 0 ? [] : [","]), name, "=", ...value);
  }
  return tokens;
}

function ramp(random: Random, scope: RandomScope, time: number): Tokens {
  const tokens: string[] = ["from", `${time}s`, "to", `${time + random.below(20)}s`, ":"];
  for (let left = 1 + random.below(2), first = true; left > 0; left--, first = false) {
    const { name, dimension } = random.pick(assignable(scope));
    if (!isNumeric(dimension)) continue;
    const end = () => constant(random, scope, dimension, 0);
    tokens.push(...(first ? [] : [","]), name, "=", ...end(), "->", ...end());
  }
  return tokens;
}

function expectation(random: Random, { rules }: RandomBody): Tokens {
  const outcome = random.pick([["cancel"], ["cancel", "all"], ["warn"], ["pause"], ["throttle"], ["clear"]]);
  const by = rules.length > 0 && random.chance(0.5) ? ["by", random.pick(rules)] : [];
  const bound = random.chance(0.5) ? [random.pick(["at", "before", "after"]), `${random.below(60)}s`] : [];
  return ["expect", ...(random.chance(0.3) ? ["no"] : []), ...outcome, ...by, ...bound];
}

export function randomAssertion(draft: PolicyDraft, profiles: readonly RandomBody[]): Line[] {
  const { random, scope, depth } = draft;
  const about = profiles.filter(() => random.chance(0.4)).map(({ name }) => name);
  const steps: Tokens[] = [["profile", ...separated(about.length > 0 ? about : [random.pick(profiles).name])]];
  do {
    const wait = random.chance(0.5) ? ["for", ...constant(random, scope, "duration")] : [];
    const claim = random.pick(["cancels", "pauses", "throttles", "warns"]);
    steps.push([claim, "when", ...condition(random, scope, depth), ...wait]);
  } while (random.chance(0.4));
  return bracketed(["assert", draft.name("usable"), "{"], steps);
}
