/** Which limits are in force for a metric, by the rules of the macros that run; and how bad a value is. Pure. */

import type { MacroStatus } from "../../../engine/src/api/contract.ts";

type Comparison = MacroStatus["rules"][number]["comparisons"][number];

export interface Limit {
  /** Base units. */
  readonly value: number;
  readonly text: string;
  readonly action: MacroStatus["rules"][number]["action"];
  /** Whose it is: `heal · cpu`. */
  readonly rules: readonly string[];
  /** Values below it are the bad ones. */
  readonly isFloor: boolean;
}

/** Functions whose values can be drawn beside the metric's own: they are of its kind and size. */
const alike = /^(?:avg|min|max|p50|p90|p95|p99|ewma|median)\(\s*/;

/** What a comparison measures and how: the metric where a limit of it can be drawn beside its values, else null. */
export function drawnMetric({ text }: Pick<Comparison, "text">): string | null {
  const sides = sidesOf(text);
  if (sides.length !== 2) return null;
  const measured = sides.find((side) => /^[a-z(]/i.test(side));
  const [, name, rest] = /^([\w.]+)(.*)$/.exec((measured ?? "").replace(alike, "")) ?? [];
  return name === undefined || !/^(?:\s*,\s*[\w.]+\s*)?\)?$/.test(rest ?? "") ? null : name;
}

/** Strictest first as far as actions go: cancels, then the rest; the same value only once. `run` null: of all runs. */
export function limitsOf(metric: string, macros: readonly MacroStatus[], run: string | null = null): readonly Limit[] {
  const found = new Map<string, Limit>();
  for (const { id, macro, rules } of macros) {
    if (run !== null && run !== id) continue;
    for (const { rule, action, comparisons } of rules) {
      for (const comparison of comparisons) {
        if (comparison.limit === null || drawnMetric(comparison) !== metric) continue;
        const key = `${action} ${comparison.limit}`;
        const known = found.get(key)?.rules ?? [];
        const name = `${macro} · ${rule}`;
        const rulesOfIt = known.includes(name) ? known : [...known, name];
        found.set(key, {
          value: comparison.limit,
          text: comparison.limitText,
          action,
          rules: rulesOfIt,
          isFloor: isFloor(comparison),
        });
      }
    }
  }
  return [...found.values()].sort((one, other) => gravity[other.action] - gravity[one.action]);
}

const gravity: Readonly<Record<Limit["action"], number>> = { warn: 0, throttle: 1, pause: 2, cancel: 3 };

function sidesOf(text: string): readonly string[] {
  return text.split(/\s*[<>]=?\s*/);
}

/** Whether less is worse, as the comparison is written, its constant on either side. */
function isFloor({ text }: Comparison): boolean {
  const [left = "", right = ""] = sidesOf(text);
  const turned = /^[\d.-]/.test(left) && !/^[\d.-]/.test(right);
  return text.includes("<") !== turned;
}

export type Judgement = "fine" | "warning" | "critical";

/** Where no rule says: the values from which the original's page coloured, warning and critical. */
const usual: Readonly<Record<string, readonly [warning: number, critical: number]>> = {
  "cpu.usage": [60, 80],
  "memory.usage": [70, 85],
  fps: [30, 15],
  latency: [200, 500],
};
const nearness = 0.8;

/** From where on a value is unusual, base units; null: nothing is known of that. */
export function usualLimit(metric: string): Pick<Limit, "value" | "isFloor"> | null {
  const [warning, critical] = usual[metric] ?? [];
  return warning === undefined ? null : { value: warning, isFloor: warning > critical! };
}

/** By the limits in force, and where there are none by what is usual. */
export function judge(metric: string, value: number | null, limits: readonly Limit[]): Judgement {
  if (value === null) return "fine";
  if (limits.length > 0) {
    const worst = limits.map((limit) => judgeBy(value, limit));
    return (["critical", "warning"] as const).find((judgement) => worst.includes(judgement)) ?? "fine";
  }
  const [warning, critical] = usual[metric] ?? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const isBeyond = (limit: number) => (warning > critical ? value <= limit : value >= limit);
  return isBeyond(critical) ? "critical" : isBeyond(warning) ? "warning" : "fine";
}

/** What is beyond a limit that only warns is no more than a warning. */
function judgeBy(value: number, limit: Limit): Judgement {
  const used = usedOf(value, limit);
  if (used >= 1) return limit.action === "warn" ? "warning" : "critical";
  return used >= nearness && limit.action !== "warn" ? "warning" : "fine";
}

/** Fraction of a limit that a value uses: 1 at the limit. */
export function usedOf(value: number, { value: limit, isFloor }: Pick<Limit, "value" | "isFloor">): number {
  if (!isFloor) return limit === 0 ? (value > 0 ? Number.POSITIVE_INFINITY : 0) : value / limit;
  return value === 0 ? Number.POSITIVE_INFINITY : limit / value;
}
