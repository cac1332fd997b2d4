/**
 * Whoever runs exported rules: works out the facts by their descriptions, runs the library, and minds waits and states. It
 * stands on the evaluator's histories and rule states, so that what differs can only be the rules.
 */

import type { Condition, Program, SampleValue } from "@macro-engine/dsl";
import { Engine } from "json-rules-engine";
import { compileCondition, type Truth, unknown } from "../../runtime/conditions.ts";
import { Evaluation } from "../../runtime/evaluation.ts";
import type { ProfilePlan } from "../../runtime/plan.ts";
import type { Run } from "../../runtime/run.ts";
import { compileTerm } from "../../runtime/terms.ts";
import { Texts } from "../../runtime/texts.ts";
import type { Decision, EvaluatorOptions, RunStart } from "../../runtime/types.ts";
import type { ExportedRules } from "../export-rules.ts";
import type { ExportedFact } from "../named-facts.ts";

type ReadFact = (run: Run) => unknown;

export class RulesCaller {
  readonly #texts = new Texts();
  readonly #evaluation: Evaluation;
  readonly #program: Program;
  readonly #exported: ExportedRules;
  readonly #engine: Engine;
  readonly #facts = new Map<ProfilePlan, ReadonlyMap<string, ReadFact>>();

  constructor(program: Program, exported: ExportedRules, options: EvaluatorOptions) {
    this.#program = program;
    this.#exported = exported;
    this.#evaluation = new Evaluation(program, options, this.#texts, false);
    this.#engine = new Engine([...exported.rules]);
  }

  start(run: RunStart): void {
    this.#evaluation.start(run);
  }

  end(id: string): void {
    this.#evaluation.end(id);
  }

  sample(metric: string, value: SampleValue, time: number, run?: string): void {
    this.#evaluation.sample(metric, value, time, run);
  }

  async tick(time: number, wall: number): Promise<readonly Decision[]> {
    const evaluation = this.#evaluation;
    evaluation.begin(time, wall);
    const clears = new Map<Run, readonly Truth[]>();
    for (const run of [...evaluation.runs]) {
      run.plan.shares.forEach((share, index) => {
        const test = compileCondition(share.condition, { leaves: run.plan.leaves, texts: this.#texts });
        evaluation.countShare(run, index, test(evaluation.slots.current, run.slots));
      });
      const { fires, cleared } = await this.#truths(run);
      run.plan.rules.forEach((_, rule) => {
        evaluation.setCondition(run, rule, fires[rule]!);
      });
      clears.set(run, cleared);
    }
    return [...evaluation.decide(time, (run, rule) => clears.get(run)?.[rule] ?? unknown)];
  }

  async #truths(run: Run): Promise<{ fires: readonly Truth[]; cleared: readonly Truth[] }> {
    const facts: Record<string, unknown> = {};
    for (const [name, read] of this.#factsOf(run.plan)) facts[name] = read(run);
    const { events } = await this.#engine.run(facts);
    const come = new Set(
      events
        .filter(({ params }) => params?.profile === run.plan.profile.name)
        .map(({ type, params }) => `${type === "clear" ? "clear" : "fire"} ${params?.rule}`),
    );
    const { rules } = run.plan;
    return {
      fires: rules.map(({ rule }) => {
        if (come.has(`fire ${rule.name}`)) return 2;
        // Without `until`, the clear is the condition known to be false.
        return rule.until === null && come.has(`clear ${rule.name}`) ? 0 : unknown;
      }),
      cleared: rules.map(({ rule }) => (come.has(`clear ${rule.name}`) ? 2 : unknown)),
    };
  }

  #factsOf(plan: ProfilePlan): ReadonlyMap<string, ReadFact> {
    let facts = this.#facts.get(plan);
    if (facts === undefined) {
      facts = new Map(this.#exported.facts.map((fact) => [fact.name, this.#reader(fact, plan)]));
      this.#facts.set(plan, facts);
    }
    return facts;
  }

  #reader(fact: ExportedFact, plan: ProfilePlan): ReadFact {
    const numbered = (read: (run: Run) => number, made: (value: number) => unknown): ReadFact => {
      return (run) => {
        const value = read(run);
        return Number.isNaN(value) ? null : made(value);
      };
    };
    const slot = (leaf: number) => (run: Run) => this.#evaluation.slots.current[run.slots[leaf]!] ?? Number.NaN;
    const { leaves } = plan;
    switch (fact.kind) {
      case "always":
        return () => true;
      case "profile":
        return (run) => run.plan.profile.name;
      case "metric":
        if (!isRead(fact.metric!, plan)) return () => null;
        return numbered(slot(leaves.metric(fact.metric!)), (value) => {
          if (fact.dimension === "text") return this.#texts.text(value);
          return fact.dimension === "bool" ? value === 1 : value;
        });
      case "term": {
        if (!reads(plan, JSON.stringify(fact.term))) return () => null;
        const read = compileTerm(fact.term!, { leaves, texts: this.#texts });
        return numbered(
          (run) => read(this.#evaluation.slots.current, run.slots),
          (value) => value,
        );
      }
      case "missing":
      case "schedule": {
        const condition = this.#flag(fact);
        if (!reads(plan, JSON.stringify(condition))) return () => null;
        const test = compileCondition(condition, { leaves, texts: this.#texts });
        return (run) => test(this.#evaluation.slots.current, run.slots) === 2;
      }
    }
  }

  #flag({ kind, name, metric, silentMs }: ExportedFact): Condition {
    if (kind === "missing") return { kind, metric: metric!, silentMs: silentMs! };
    return { kind: "schedule", schedule: this.#program.schedules.findIndex((schedule) => schedule.name === name) };
  }
}

/** Facts of other profiles have no leaves in this one's plan, and none of its rules reads them. */
function reads({ profile }: ProfilePlan, part: string): boolean {
  return JSON.stringify(profile.rules).includes(part);
}

function isRead(metric: string, plan: ProfilePlan): boolean {
  return reads(plan, `"metric":${JSON.stringify(metric)}`);
}
