/** One run of a macro: its own metrics, and in which slot each of its profile's leaves stands. */

import type { Level, Metric } from "@macro-engine/dsl";
import { callsOf, meaningOfShare, type ProfilePlan } from "./plan.ts";
import { ShareWindow } from "./share-window.ts";
import type { Slots } from "./slots.ts";
import { Source } from "./sources.ts";
import { sameTimeMs, tidy } from "./time.ts";
import type { RunStart } from "./types.ts";

/** What a run shares with the others. */
export interface Surroundings {
  readonly slots: Slots;
  readonly system: ReadonlyMap<string, Source>;
  readonly scheduleSlots: readonly number[];
  /** Time of the last gap, ms; −∞ without one. */
  readonly lastGap: number;
  stalenessOf(metric: Metric): number;
}

interface RunOptions {
  /** Metrics that it has already reported itself, before another program took over. */
  readonly reported: ReadonlySet<string>;
  /** False: every condition fills a slot of its own. */
  readonly withThresholds: boolean;
}

interface Silence {
  readonly slot: number;
  readonly of: number;
  readonly silentMs: number;
}

export class Run {
  readonly start: RunStart;
  readonly plan: ProfilePlan;
  level: Level;
  /** Slot by leaf. */
  readonly slots: Int32Array;
  /** The run's own metrics. */
  readonly own = new Map<string, Source>();
  readonly shares: ShareWindow[];
  /** By rule: the slot that its condition fills, −1 where a threshold reads its leaf's own. */
  readonly conditionSlots: readonly number[];
  /** Rules whose conditions fill a slot. */
  readonly closures: readonly number[];
  /** Row of its first rule. */
  firstRow = 0;
  readonly #surroundings: Surroundings;
  readonly #silences: Silence[] = [];
  #durationSlot = -1;
  /** Slots that nobody else releases. */
  readonly #derived: number[] = [];

  constructor(start: RunStart, plan: ProfilePlan, surroundings: Surroundings, options: RunOptions) {
    this.start = start;
    this.plan = plan;
    this.level = start.level ?? plan.profile.level;
    this.slots = new Int32Array(plan.leaves.list.length);
    this.#surroundings = surroundings;
    this.shares = plan.shares.map((share) => new ShareWindow(share.windowMs));
    this.conditionSlots = plan.rules.map((rule) => (options.withThresholds && rule.threshold ? -1 : this.#derive()));
    this.closures = this.conditionSlots.flatMap((slot, rule) => (slot >= 0 ? [rule] : []));
    this.#place(options.reported);
    this.#durationSlot = this.own.get("duration")?.slot ?? -1;
  }

  /** Gives each leaf its slot. */
  #place(reported: ReadonlySet<string>): void {
    this.plan.leaves.list.forEach((leaf, number) => {
      if (leaf.kind === "share") this.slots[number] = this.#derive();
      else if (leaf.kind === "schedule") this.slots[number] = this.#surroundings.scheduleSlots[leaf.schedule]!;
      else if (leaf.kind === "missing") {
        const slot = this.#derive();
        this.slots[number] = slot;
        const metric = this.plan.leaves.list[leaf.of]!;
        if (metric.kind !== "metric") return;
        this.#silences.push({
          slot,
          of: leaf.of,
          silentMs: (leaf.silentMs ?? this.#surroundings.stalenessOf(metric.metric)) + sameTimeMs,
        });
      } else if (leaf.kind === "metric" && (leaf.metric.scope === "macro" || reported.has(leaf.metric.name))) {
        this.#addOwn(leaf.metric);
      }
    });
    for (const { metric } of this.plan.leaves.list.filter((leaf) => leaf.kind === "metric")) {
      this.#connect(metric);
    }
  }

  /** The run's own source of a metric, made at its first report; null when no rule of its profile reads the metric. */
  ownSource(name: string): Source | null {
    const known = this.own.get(name);
    if (known) return known;
    const leaf = this.plan.leaves.list.find((entry) => entry.kind === "metric" && entry.metric.name === name);
    if (leaf?.kind !== "metric") return null;
    const source = this.#addOwn(leaf.metric);
    this.#connect(leaf.metric);
    return source;
  }

  /** Takes over the level that its start has now. */
  relevel(numberOf: (text: string) => number): void {
    this.level = this.start.level ?? this.plan.profile.level;
    this.takeIdentity(numberOf);
  }

  get readsDuration(): boolean {
    return this.#durationSlot >= 0;
  }

  get hasSilences(): boolean {
    return this.#silences.length > 0;
  }

  /** Gives the metrics that never change their values. */
  takeIdentity(numberOf: (text: string) => number): void {
    const { slots } = this.#surroundings;
    const identity = { "macro.name": this.start.macro, "macro.level": this.level };
    for (const [name, text] of Object.entries(identity)) {
      const source = this.own.get(name);
      // Never stale, never silent.
      if (source) slots.put(source.slot, numberOf(text), Number.POSITIVE_INFINITY);
    }
  }

  /** Samples `duration`, which is known at every snapshot. */
  takeDuration(t: number): void {
    this.#surroundings.slots.put(this.#durationSlot, Math.max(0, tidy(t - this.start.startedAt)), t);
  }

  /** Fills the slots of `missing`: nothing is silent for longer than since the run's start or the last gap. */
  showSilences(t: number): void {
    const { slots, lastGap } = this.#surroundings;
    const since = Math.max(this.start.startedAt, lastGap);
    for (let i = 0; i < this.#silences.length; i += 1) {
      const { slot, of, silentMs } = this.#silences[i]!;
      slots.current[slot] = t - Math.max(slots.timeOf(this.slots[of]!), since) > silentMs ? 1 : 0;
    }
  }

  /** Goes on counting the shares that another program had as well. */
  adoptShares(earlier: Run): void {
    const counted = earlier.plan.shares.map((share) => meaningOfShare(share, earlier.plan.program));
    this.plan.shares.forEach((share, index) => {
      const same = counted.indexOf(meaningOfShare(share, this.plan.program));
      if (same >= 0) this.shares[index] = earlier.shares[same]!;
    });
  }

  release(): void {
    for (const source of this.own.values()) source.release(this.#surroundings.slots);
    for (const slot of this.#derived) this.#surroundings.slots.release(slot);
  }

  #addOwn(metric: Metric): Source {
    const { slots, stalenessOf } = this.#surroundings;
    const source = new Source(slots, metric, stalenessOf(metric), callsOf(metric.name, [this.plan]));
    this.own.set(metric.name, source);
    return source;
  }

  /** Points the metric's leaves at the run's own source, or else the system's. */
  #connect(metric: Metric): void {
    const source = this.own.get(metric.name) ?? this.#surroundings.system.get(metric.name)!;
    this.plan.leaves.list.forEach((leaf, number) => {
      if (leaf.kind === "metric" && leaf.metric === metric) this.slots[number] = source.slot;
      else if (leaf.kind === "window" && leaf.metric === metric) this.slots[number] = source.slotOf(leaf.call);
    });
  }

  #derive(): number {
    const slot = this.#surroundings.slots.allocateDerived();
    this.#derived.push(slot);
    return slot;
  }
}
