/** Random policy files without errors: every kind of declaration, member and step, in whatever layout. */

import { builtInMetrics } from "../vocabulary/metrics.ts";
import type { NumericDimension } from "../vocabulary/units.ts";
import type { Random } from "./random.ts";
import { type RandomBody, randomBody } from "./random-body.ts";
import { constant, type RandomScope } from "./random-expressions.ts";
import { type Line, plainLayout, wildLayout } from "./random-layout.ts";
import { randomAssertion, randomTest } from "./random-tests.ts";

export interface RandomPolicyOptions {
  /** How many declarations; default 3 to 10. At least one is a profile. */
  readonly declarations?: number;
  /** `plain`: one statement a line. `wild`: blanks, line breaks and comments wherever they may stand. Default `plain`. */
  readonly layout?: "plain" | "wild";
  /** Built-in metrics that rules read; few of them make rules that have to do with each other. Default: all. */
  readonly metrics?: readonly string[];
  /** How deep conditions are, 0 for single comparisons. Default 2. */
  readonly depth?: number;
  /** Kinds of declarations besides templates and profiles that may occur. Default: all. */
  readonly kinds?: readonly ("let" | "schedule" | "metric" | "test" | "assert")[];
}

/** What has been declared so far, and what is next called. */
export interface PolicyDraft {
  readonly random: Random;
  readonly depth: number;
  readonly scope: RandomScope & {
    readonly metrics: { name: string; dimension: RandomScope["metrics"][number]["dimension"] }[];
    readonly constants: { name: string; dimension: NumericDimension }[];
    readonly schedules: string[];
  };
  readonly bodies: RandomBody[];
  /** A name that nothing else has. */
  readonly name: (stem: string) => string;
}

const letDimensions = ["percent", "duration", "bytes", "framerate", "number", "rate"] as const;
const spans = [
  "fri, sat 20:00-00:30",
  "weekdays 17:00-19:00",
  "weekends",
  "daily",
  "22:00-24:00",
  "sun-tue",
  "mon-wed, fri 08:00-09:30",
];
/** Words that mean something elsewhere, and are names here. */
const words = ["all", "by", "to", "no", "before", "after", "clear", "daily", "mon", "safe", "cancel", "macro", "count"];

/** A policy file in which the checker finds nothing. */
export function randomPolicy(random: Random, options: RandomPolicyOptions = {}): string {
  const {
    declarations = 3 + random.below(8),
    layout = "plain",
    kinds = ["let", "schedule", "metric", "test", "assert"],
  } = options;
  const draft = emptyDraft(random, options);
  const lines: Line[] = [];
  for (let left = declarations; left > 0; left--) {
    const mustBeProfile = left === 1 && !draft.bodies.some(({ kind }) => kind === "profile");
    const kind = mustBeProfile
      ? "profile"
      : random.pick(["template", "profile", "profile", "profile", ...kinds] as const);
    lines.push(...declaration(draft, kind));
  }
  return layout === "plain" ? plainLayout(lines) : wildLayout(random, lines);
}

function emptyDraft(random: Random, { metrics, depth = 2 }: RandomPolicyOptions): PolicyDraft {
  const used = new Set<string>();
  const name = (stem: string): string => {
    const wanted = random.chance(0.08) ? random.pick(words) : stem;
    const found = used.has(wanted) ? `${stem}_${used.size}` : wanted;
    used.add(found);
    return found;
  };
  const readable = builtInMetrics.filter((metric) => metrics === undefined || metrics.includes(metric.name));
  return {
    random,
    depth,
    scope: { metrics: readable.map(({ name, dimension }) => ({ name, dimension })), constants: [], schedules: [] },
    bodies: [],
    name,
  };
}

type Kind = NonNullable<RandomPolicyOptions["kinds"]>[number] | "template" | "profile";

function declaration(draft: PolicyDraft, kind: Kind): Line[] {
  const { random, scope, bodies } = draft;
  const documentation = random.chance(0.3) ? ["What it is for.", ...(random.chance(0.3) ? ["And more."] : [])] : [];
  switch (kind) {
    case "let": {
      const dimension = random.pick(letDimensions);
      const value = constant(random, { ...scope, constants: scope.constants }, dimension);
      const name = draft.name("limit");
      scope.constants.push({ name, dimension });
      return [{ depth: 0, tokens: ["let", name, "=", ...value], documentation }];
    }
    case "schedule": {
      const name = draft.name("night");
      scope.schedules.push(name);
      const zone = random.chance(0.4) ? ["in", '"Europe/Warsaw"'] : [];
      return [{ depth: 0, tokens: ["schedule", name, "=", ...someSpans(random), ...zone], documentation }];
    }
    case "metric": {
      const name = `${draft.name("guild")}.queue`;
      const dimension = random.pick([...letDimensions, "count", "bool", "text"] as const);
      scope.metrics.push({ name, dimension });
      const description = random.chance(0.5) ? ['"Players waiting, # and all"'] : [];
      return [{ depth: 0, tokens: ["metric", name, ":", dimension, ...description], documentation }];
    }
    case "template":
    case "profile": {
      const { body, lines } = randomBody(draft, kind);
      bodies.push(body);
      return [{ ...lines[0]!, documentation }, ...lines.slice(1)];
    }
    case "test":
    case "assert": {
      const profiles = bodies.filter((body) => body.kind === "profile");
      if (profiles.length === 0) return [];
      return kind === "test" ? randomTest(draft, random.pick(profiles)) : randomAssertion(draft, profiles);
    }
  }
}

/** As tokens: days, dashes, commas and times. */
function someSpans(random: Random): string[] {
  const tokens = (span: string) => span.match(/[a-z]+|\d+:\d+|[-,]/g)!;
  const found = tokens(random.pick(spans));
  while (random.chance(0.3)) found.push("or", ...tokens(random.pick(spans)));
  return found;
}
