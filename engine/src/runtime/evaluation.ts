/**
 * The state of one program over its runs, and the phases of a snapshot. Evaluators differ only in who finds out whether
 * conditions are true, between `begin` and `decide`.
 */

import { defaultStalenessMs, type Level, type Metric, type Program, type SampleValue } from "@macro-engine/dsl";
import { type Truth, truthValues } from "./conditions.ts";
import { callsOf, computedMetrics, type Plan, planProgram } from "./plan.ts";
import { RuleStates, type UntilTruth } from "./rule-state.ts";
import { Run, type Surroundings } from "./run.ts";
import { compileSchedules, type ScheduleTest } from "./schedules.ts";
import { Slots } from "./slots.ts";
import { Source } from "./sources.ts";
import type { Texts } from "./texts.ts";
import { sameTimeMs } from "./time.ts";
import type { Decision, EvaluatorOptions, RunStart } from "./types.ts";

/** A run as it was started; `run` is null while no profile governs it. */
interface Entry {
  /** Our own copy: its level may be changed, and who it is is known by it. */
  readonly start: Omit<RunStart, "level"> & { level?: Level };
  readonly run: Run | null;
  /** Metrics that it has reported itself. */
  readonly reported: Set<string>;
}

export class Evaluation implements Surroundings {
  readonly options: EvaluatorOptions;
  readonly texts: Texts;
  readonly plan: Plan;
  readonly slots = new Slots();
  readonly system = new Map<string, Source>();
  readonly scheduleSlots: readonly number[];
  readonly rules = new RuleStates();
  /** Governed runs in order of their start, which is that of their rows. */
  runs: Run[] = [];
  /** Time of the latest snapshot; −∞ before the first. */
  time = Number.NEGATIVE_INFINITY;
  // Never an integer at first, so that the engine keeps the field unboxed and no snapshot allocates.
  wall = Number.NaN;
  readonly #schedules: readonly ScheduleTest[];
  readonly #entries = new Map<string, Entry>();
  readonly #withThresholds: boolean;
  /** Runs whose shares or conditions are to be worked out, those that read `duration`, and those that listen for silence. */
  derived: readonly Run[] = [];
  #timed: readonly Run[] = [];
  #listening: readonly Run[] = [];
  #windowed: Source[] = [];
  lastGap = Number.NEGATIVE_INFINITY;
  /** The interval that the next snapshot is held against, ms: also the one before, when another has just come. */
  #spacingMs: number;

  constructor(program: Program, options: EvaluatorOptions, texts: Texts, withThresholds: boolean) {
    if (!(options.intervalMs > 0)) throw new RangeError(`intervalMs must be more than 0, not ${options.intervalMs}`);
    this.options = options;
    this.#spacingMs = options.intervalMs;
    this.texts = texts;
    this.#withThresholds = withThresholds;
    this.plan = planProgram(program, texts);
    this.#schedules = compileSchedules(program.schedules, options.zone ?? "UTC");
    this.scheduleSlots = program.schedules.map(() => this.slots.allocateDerived());
    this.#addSystemSources();
  }

  stalenessOf = (metric: Metric): number => {
    if (computedMetrics.has(metric.name)) return Number.POSITIVE_INFINITY;
    return this.options.stalenessMs?.[metric.name] ?? defaultStalenessMs;
  };

  // --- Runs -------------------------------------------------------------------------------------------------------

  start(start: RunStart): void {
    if (this.#entries.has(start.id)) throw new Error(`run ${start.id} has already started; end it first`);
    if (start.profile !== null && !this.plan.profiles.has(start.profile)) {
      throw new Error(`run ${start.id}: the program has no profile ${start.profile}`);
    }
    this.#enter({ ...start }, new Set());
  }

  end(id: string): void {
    const run = this.#entries.get(id)?.run;
    this.#entries.delete(id);
    if (!run) return;
    this.rules.remove(run);
    this.runs = this.runs.filter((other) => other !== run);
    run.release();
    this.#listWork();
  }

  level(id: string, level: Level | null): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    if (level === null) delete entry.start.level;
    else entry.start.level = level;
    entry.run?.relevel((text) => this.#textNumber(text));
  }

  runOf(id: string): Run | null {
    return this.#entries.get(id)?.run ?? null;
  }

  // --- Samples ----------------------------------------------------------------------------------------------------

  sample(name: string, value: SampleValue, time: number, id?: string): void {
    const source = id === undefined ? this.system.get(name) : this.#ownSource(id, name, value);
    if (!source) return;
    const number = this.#numberOf(source.metric, value);
    if (!Number.isNaN(number)) this.slots.put(source.slot, number, time);
  }

  /** Slot of a numeric or bool metric for `put`; −1 where samples of it are not needed or go through `sample`. */
  slotOf(name: string, id?: string): number {
    const source = id === undefined ? this.system.get(name) : this.#entries.get(id)?.run?.own.get(name);
    return !source || source.metric.dimension === "text" || computedMetrics.has(name) ? -1 : source.slot;
  }

  // --- A snapshot -------------------------------------------------------------------------------------------------

  /** Takes the snapshot of time t: notices a gap, and brings every slot but those of shares and conditions up to date. */
  begin(t: number, wall: number): void {
    if (!(t >= this.time))
      throw new RangeError(`snapshot at ${t} ms after one at ${this.time} ms: time never goes back`);
    const gap = this.#isGap(t, wall);
    this.#spacingMs = this.options.intervalMs;
    this.time = t;
    this.wall = wall;
    if (gap) this.#forgetBefore(t);
    const { slots } = this;
    for (let i = 0; i < this.#timed.length; i += 1) this.#timed[i]!.takeDuration(t);
    slots.refresh(t);
    for (let i = 0; i < this.#windowed.length; i += 1) this.#windowed[i]!.advance(slots, t);
    for (let i = 0; i < this.#schedules.length; i += 1) {
      slots.current[this.scheduleSlots[i]!] = this.#schedules[i]!(wall) ? 1 : 0;
    }
    for (let i = 0; i < this.#listening.length; i += 1) this.#listening[i]!.showSilences(t);
  }

  /** Counts the present snapshot in a run's share. */
  countShare(run: Run, share: number, truth: Truth): void {
    run.shares[share]!.count(truth, this, this.slots.current, run.slots[run.plan.shares[share]!.leaf]!);
  }

  /** Says whether the condition of a rule is true. */
  setCondition(run: Run, rule: number, truth: Truth): void {
    this.slots.current[run.conditionSlots[rule]!] = truthValues[truth];
  }

  /**
   * Moves every rule's state on; clears before firings. Ends the runs that are cancelled. The time, that of `begin`, is
   * handed down as it came: taken from the field, it would be allocated anew.
   */
  decide(t: number, untilTruth: UntilTruth): readonly Decision[] {
    const decisions = this.rules.decide(t, this, untilTruth, this.#isRunning);
    if (this.rules.fired.length > 0) this.#endCancelled(this.rules.fired);
    return decisions;
  }

  /** What mutes a rule of a run at the present snapshot; null: nothing. */
  muteOf({ start: { id, macro }, level }: Run, rule: string): string | null {
    return this.options.mutedBy?.({ id, macro, level, rule }, this.wall) ?? null;
  }

  // --- Another program --------------------------------------------------------------------------------------------

  /** Takes over histories, runs and rule states from the evaluation of another program. */
  adopt(earlier: Evaluation): void {
    this.time = earlier.time;
    this.wall = earlier.wall;
    this.lastGap = earlier.lastGap;
    this.#spacingMs = Math.max(this.#spacingMs, earlier.#spacingMs);
    this.rules.adopt(earlier.rules);
    for (const [name, source] of this.system) adoptSource(this.slots, source, earlier.slots, earlier.system.get(name));
    for (const entry of earlier.#entries.values()) this.#adoptRun(entry, earlier);
  }

  #adoptRun(entry: Entry, earlier: Evaluation): void {
    const run = this.#enter(entry.start, entry.reported);
    const before = entry.run;
    if (run) {
      for (const [name, source] of run.own) adoptSource(this.slots, source, earlier.slots, before?.own.get(name));
      if (before) run.adoptShares(before);
    }
    if (before) this.rules.adoptRun(run, before, earlier.rules, earlier);
  }

  // --- Inside -----------------------------------------------------------------------------------------------------

  #addSystemSources(): void {
    const profiles = [...this.plan.profiles.values()];
    const read = new Set(
      profiles.flatMap(({ leaves }) => leaves.list.flatMap((leaf) => (leaf.kind === "metric" ? [leaf.metric] : []))),
    );
    for (const metric of read) {
      if (metric.scope === "macro") continue;
      const source = new Source(this.slots, metric, this.stalenessOf(metric), callsOf(metric.name, profiles));
      this.system.set(metric.name, source);
    }
    this.#listWork();
  }

  /** What each snapshot has to visit; a run of plain thresholds costs nothing but its rows. */
  #listWork(): void {
    this.derived = this.runs.filter((run) => run.shares.length > 0 || run.closures.length > 0);
    this.#timed = this.runs.filter((run) => run.readsDuration);
    this.#listening = this.runs.filter((run) => run.hasSilences);

    const own = this.runs.flatMap((run) => [...run.own.values()]);
    this.#windowed = [...this.system.values(), ...own].filter((source) => source.history !== null);
  }

  #enter(start: Entry["start"], reported: Set<string>): Run | null {
    const plan = start.profile === null ? undefined : this.plan.profiles.get(start.profile);
    const run = plan ? new Run(start, plan, this, { reported, withThresholds: this.#withThresholds }) : null;
    this.#entries.set(start.id, { start, run, reported });
    if (!run) return null;
    run.takeIdentity((text) => this.#textNumber(text));
    this.runs.push(run);
    this.rules.add(run);
    this.#listWork();
    return run;
  }

  /** The source that a run's report goes to; the first report of a metric turns the run's rules to its own history. */
  #ownSource(id: string, name: string, value: SampleValue): Source | null {
    const entry = this.#entries.get(id);
    const metric = this.plan.metrics.get(name);
    if (!entry || !metric || metric.scope === "system" || computedMetrics.has(name)) return null;
    if (!isValueOf(metric, value)) return null;
    const { run } = entry;
    const known = run?.own.get(name);
    if (known) return known;
    // One that was reported before and has no source is read by no rule of the run's profile.
    if (entry.reported.has(name)) return null;
    entry.reported.add(name);
    const source = run?.ownSource(name) ?? null;
    if (!run || !source) return null;
    this.rules.connect(run);
    this.#listWork();
    return source;
  }

  #numberOf(metric: Metric, value: SampleValue): number {
    if (!isValueOf(metric, value)) return Number.NaN;
    if (typeof value !== "string") return Number(value);
    return this.#textNumber(value);
  }

  #textNumber(text: string): number {
    if (this.texts.crowded) this.texts.forgetUnused(this.slots.latestValues());
    return this.texts.number(text);
  }

  #isGap(t: number, wall: number): boolean {
    if (this.time === Number.NEGATIVE_INFINITY) return false;
    const most = 3 * this.#spacingMs + sameTimeMs;
    const elapsed = t - this.time;
    return elapsed > most || Math.abs(wall - this.wall - elapsed) > most;
  }

  /** Everything before the snapshot of time t is forgotten; firing rules stay firing. */
  #forgetBefore(t: number): void {
    this.lastGap = t;
    this.rules.restartWaits(t);
    for (const source of this.system.values()) source.forgetBefore(this.slots, t);
    for (const run of this.runs) {
      for (const source of run.own.values()) source.forgetBefore(this.slots, t);
      for (const share of run.shares) share.forget();
    }
  }

  readonly #isRunning = (run: Run): boolean => this.#entries.get(run.start.id)?.start === run.start;

  /** The first cancel ends its run; `cancel all` ends every governed one. */
  #endCancelled(firings: RuleStates["fired"]): void {
    const cancels = firings.filter(({ plan }) => plan.rule.action === "cancel");
    const ended = cancels.some(({ plan }) => plan.rule.all) ? this.runs : cancels.map(({ run }) => run);
    for (const run of ended) this.end(run.start.id);
  }
}

function adoptSource(slots: Slots, source: Source, earlierSlots: Slots, earlier: Source | undefined): void {
  if (earlier && earlier.metric.dimension === source.metric.dimension) source.adopt(slots, earlier, earlierSlots);
}

function isValueOf(metric: Metric, value: SampleValue): boolean {
  if (metric.dimension === "text") return typeof value === "string";
  if (metric.dimension === "bool") return typeof value === "boolean" || value === 0 || value === 1;
  return typeof value === "number" && Number.isFinite(value);
}
