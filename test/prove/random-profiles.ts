/** Random profiles whose rules have to do with each other, and changes of them. */

import {
  type ComparisonOperator,
  type Condition,
  customMetric,
  type Program,
  type ProgramProfile,
  type ProgramRule,
  type Term,
} from "@macro-engine/dsl";
import {
  all,
  any,
  compare,
  metric,
  missing,
  not,
  profile,
  programOf,
  rule,
  share,
  window,
} from "../../engine/src/runtime/testing/build-program.ts";
import type { Random } from "../../engine/src/runtime/testing/random.ts";

const zone = customMetric("zone", "text", "");
export const measured = ["cpu.usage", "latency", "macro.cpu"];
export const limits = [20, 50, 80];
/** Some of them lie a wait apart. */
const ages = [3000, 3000, 4000, 5000, 6000, 8000, 20_000];
const holds = [0, 0, 0, 1000, 2000, 3000];
const actions = ["warn", "throttle", "pause", "pause", "cancel", "cancel"] as const;
const schedules = [{ name: "raid", zone: null, spans: [{ days: [0, 1], start: 719, end: 721 }] }];

export function programOfProfiles(profiles: readonly ProgramProfile[]): Program {
  return programOf(profiles, schedules, [zone]);
}

/** Some of its rules are near to others of it: stronger, weaker, or a part of them each. */
export function randomProfile(random: Random, name: string): ProgramProfile {
  const rules: ProgramRule[] = [];
  const count = 2 + random.below(4);
  while (rules.length < count) {
    const near = rules.length > 0 && random.chance(0.5) ? random.pick(rules).condition : null;
    const condition = near === null ? randomCondition(random, 2) : nearTo(random, near);
    const named = (more: string) => `r${rules.length}${more}`;
    if (random.chance(0.15)) rules.push(...halves(random, condition, named("a"), named("b")));
    else rules.push(ruleOn(random, named(""), condition));
  }
  return profile(name, rules);
}

/** What a profile may be asked to answer: mostly what it looks at. */
export function randomState(random: Random, { rules }: ProgramProfile, name: string): ProgramRule {
  const condition = random.chance(0.7) ? nearTo(random, random.pick(rules).condition) : randomCondition(random, 1);
  return rule(name, condition, { holdMs: random.pick(holds) });
}

function nearTo(random: Random, condition: Condition): Condition {
  const kind = random.below(6);
  if (kind === 0) return condition;
  // Of a part or a half with the other, the whole is what both have to do with.
  const parts = condition.kind === "and" ? condition.operands : [];
  if (kind === 1 && parts.length > 0) return random.pick(parts);
  if (kind < 4) return all(condition, randomCondition(random, 0));
  return kind === 4 ? any(condition, randomCondition(random, 0)) : moved(random, condition);
}

/** Two rules that are true by turns while a condition is. */
function halves(random: Random, condition: Condition, one: string, other: string): ProgramRule[] {
  const extra = randomCondition(random, 0);
  const acting = { action: random.pick(actions) };
  const hold = () => ({ holdMs: random.pick(holds) });
  return [
    rule(one, all(condition, extra), { ...acting, ...hold() }),
    rule(other, all(condition, not(extra)), { ...acting, ...hold() }),
  ];
}

function randomRule(random: Random, name: string): ProgramRule {
  return ruleOn(random, name, randomCondition(random, 2));
}

function ruleOn(random: Random, name: string, condition: Condition): ProgramRule {
  const action = random.pick(actions);
  const everyone = action === "cancel" && random.chance(0.15);
  const options = { action, all: everyone, holdMs: random.pick(holds) };
  if (action === "cancel" || random.chance(0.5)) return rule(name, condition, options);
  const untilHoldMs = random.pick([0, 0, 1000, 2000]);
  return rule(name, condition, { ...options, until: randomEnd(random, condition), untilHoldMs });
}

/** Mostly the other side of the same limits, as people write it. */
function randomEnd(random: Random, condition: Condition): Condition {
  if (condition.kind === "compare" && condition.right.kind === "constant" && random.chance(0.8)) {
    const up = condition.operator[0] === ">";
    const value = condition.right.value + (up ? -1 : 1) * random.pick([0, 5, 10, 30]);
    return { ...condition, operator: up ? "<" : ">", right: { kind: "constant", value } };
  }
  return random.chance(0.5) ? not(condition) : randomCondition(random, 1);
}

function randomCondition(random: Random, depth: number): Condition {
  if (depth > 0 && random.chance(0.4)) {
    const operands = [randomCondition(random, depth - 1), randomCondition(random, depth - 1)];
    const choice = random.below(5);
    if (choice === 0) return not(operands[0]!);
    if (choice === 4) return outside(random);
    return choice < 3 ? all(...operands) : any(...operands);
  }
  switch (random.below(16)) {
    case 0:
      return missing(random.pick(measured), random.pick([null, 2000, 4000]));
    case 1:
      return { kind: "schedule", schedule: 0 };
    case 2:
      return compare("duration", random.pick([">", "<", ">="]), random.pick(ages), "duration");
    case 3:
      return {
        kind: "compare-text",
        equal: random.chance(0.7),
        left: { kind: "text-metric", metric: "zone" },
        right: { kind: "text", value: random.pick(["town", "wild"]) },
      };
    default: {
      const operator: ComparisonOperator = random.pick([">", ">", ">", ">=", "<", "<="]);
      return compare(randomTerm(random), operator, random.pick(limits));
    }
  }
}

/** Too little or too much of one metric. */
function outside(random: Random): Condition {
  const name = random.pick(measured);
  return any(compare(metric(name), "<", random.pick(limits)), compare(metric(name), ">", random.pick(limits)));
}

function randomTerm(random: Random): Term {
  const name = random.pick(measured);
  switch (random.below(12)) {
    case 0:
      return window(random.pick(["min", "max", "avg", "p90"]), name, random.pick([2000, 4000]));
    case 1:
      return { kind: "add", left: metric(name), right: metric(random.pick(measured)) };
    case 2:
      return share(compare(name, ">", random.pick(limits)), 3000);
    default:
      return metric(name);
  }
}

// --- Changes ----------------------------------------------------------------------------------------------------

/** A profile as somebody might have edited it: mostly a little, in what it says or only in how. */
export function randomChange(random: Random, before: ProgramProfile): ProgramProfile {
  let rules = [...before.rules];
  for (let left = 1 + random.below(2); left > 0; left -= 1) {
    const at = random.below(rules.length);
    const kind = random.below(9);
    if (kind === 0) rules.splice(at, rules.length > 1 ? 1 : 0);
    else if (kind === 1) rules.push(randomRule(random, `new${rules.length}`));
    else if (kind === 2) rules = [...rules].reverse();
    else if (kind === 3) rules.splice(at, 1, ...split(random, rules[at]!));
    else rules[at] = changed(random, rules[at]!);
  }
  return { ...before, rules };
}

function changed(random: Random, of: ProgramRule): ProgramRule {
  const { name, action, all: everyone, holdMs, condition, until } = of;
  const build = (next: Condition, more: { holdMs?: number; action?: typeof action; name?: string } = {}) => {
    const acts = more.action ?? action;
    const ends = until === null || acts === "cancel" ? {} : { until: until.condition, untilHoldMs: until.holdMs };
    const options = { action: acts, all: everyone && acts === "cancel", holdMs: more.holdMs ?? holdMs, ...ends };
    return rule(more.name ?? name, next, options);
  };
  switch (random.below(7)) {
    case 0:
      return build(condition, { holdMs: random.pick(holds) });
    case 1:
      return build(condition, { action: random.pick(actions) });
    case 2:
      return build(not(not(condition)));
    case 3:
      return build(condition, { name: `${name}_renamed` });
    case 4:
      return build(
        random.chance(0.5) ? all(condition, randomCondition(random, 0)) : any(condition, randomCondition(random, 0)),
      );
    case 5:
      if (until === null) return build(moved(random, condition));
      return {
        ...of,
        until: { ...until, holdMs: random.pick([0, 1000, 3000]), condition: moved(random, until.condition) },
      };
    default:
      return build(moved(random, condition));
  }
}

/** With some limits a little elsewhere. */
function moved(random: Random, condition: Condition): Condition {
  if (condition.kind === "compare" && condition.right.kind === "constant") {
    const value = condition.right.value + random.pick([-5, 0, 5]);
    return { ...condition, right: { kind: "constant", value } };
  }
  if (condition.kind === "and" || condition.kind === "or") {
    return { ...condition, operands: condition.operands.map((operand) => moved(random, operand)) };
  }
  return condition.kind === "not" ? not(moved(random, condition.operand)) : condition;
}

/** One rule as several, which need not come to the same. */
function split(random: Random, of: ProgramRule): ProgramRule[] {
  const partOf = (name: string, condition: Condition) => {
    const { action, all: everyone, holdMs, until } = of;
    const ends = until === null ? {} : { until: until.condition, untilHoldMs: until.holdMs };
    return rule(name, condition, { action, all: everyone, holdMs, ...ends });
  };
  // As written: each operand a rule of its own.
  if (of.condition.kind === "or" && random.chance(0.7)) {
    return of.condition.operands.map((operand, at) => partOf(`${of.name}_${at}`, operand));
  }
  const extra = randomCondition(random, 0);
  return [partOf(`${of.name}_a`, all(of.condition, extra)), partOf(`${of.name}_b`, all(of.condition, not(extra)))];
}
