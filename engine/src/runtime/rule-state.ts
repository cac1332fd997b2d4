/** Rules over time: what becomes of every rule of every run at a snapshot (LANGUAGE, section 8). */

import type { Truth } from "./conditions.ts";
import {
  compareFirings,
  decisionOf,
  type Firing,
  type Snapshot,
  type Withdrawn,
  withdraw,
  withdrawal,
} from "./decisions.ts";
import { MutedRules } from "./muted-rules.ts";
import { meaningOf, type ProfilePlan, type RulePlan } from "./plan.ts";
import { type Row, RuleTable } from "./rule-table.ts";
import type { Run } from "./run.ts";
import { sameTimeMs } from "./time.ts";
import type { Decision } from "./types.ts";

/** Whether a rule's until-condition is true at the present snapshot; asked only of firing rules. */
export type UntilTruth = (run: Run, rule: number) => Truth;

export class RuleStates {
  readonly table = new RuleTable();
  /** Firing rules that a new program has dropped: cleared at the next snapshot. */
  #withdrawn: Withdrawn[] = [];
  /** By row; the message is that of the firing. */
  readonly #runs: Run[] = [];
  readonly #messages: string[] = [];
  readonly #muted = new MutedRules();
  /** Used again at each snapshot. */
  readonly #decisions: Decision[] = [];
  readonly #cleared: Firing[] = [];
  readonly #fired: Firing[] = [];

  /** Adds a run's rules, idle, behind those of earlier runs. */
  add(run: Run): void {
    run.firstRow = this.table.count;
    run.plan.rules.forEach((rule, index) => {
      this.table.add(this.#rowOf(run, rule, index));
      this.#runs.push(run);
      this.#messages.push("");
    });
  }

  remove(run: Run): void {
    const count = run.plan.rules.length;
    // Without rules it has no rows, and what stands at its first row is another's.
    if (count === 0) return;
    this.table.remove(run.firstRow, count);
    this.#runs.splice(run.firstRow, count);
    this.#messages.splice(run.firstRow, count);
    if (this.#muted.size > 0) for (const plan of run.plan.rules) this.#muted.take(run, plan);
    for (let row = run.firstRow; row < this.#runs.length; row += this.#runs[row]!.plan.rules.length) {
      this.#runs[row]!.firstRow = row;
    }
  }

  /** Points a run's rows at the slots that its leaves have now. */
  connect(run: Run): void {
    run.plan.rules.forEach((rule, index) => {
      this.table.connect(run.firstRow + index, this.#rowOf(run, rule, index));
    });
  }

  /** A gap at the snapshot of time t: every wait begins again; firing rules stay firing. */
  restartWaits(t: number): void {
    this.table.restartWaits(t);
  }

  /**
   * Moves every rule on: what was withdrawn, then clears in order of declaration, then firings by severity. `isRunning`
   * says whether a run of another program's evaluation still runs. The list is valid until the next call; so is `fired`.
   */
  decide(t: number, snapshot: Snapshot, untilTruth: UntilTruth, isRunning: (run: Run) => boolean): readonly Decision[] {
    const { table } = this;
    // Setting a length costs more than looking at it, and most snapshots decide nothing.
    if (this.#decisions.length > 0) this.#decisions.length = 0;
    if (this.#fired.length > 0) this.#fired.length = 0;
    const dueCount = table.look(t, snapshot.slots.current);
    if (this.#withdrawn.length > 0) this.#clearWithdrawn(snapshot, isRunning);
    if (table.firingCount > 0) this.#clear(snapshot, untilTruth);
    if (dueCount > 0 || this.#muted.size > 0) this.#fire(snapshot, dueCount);
    return this.#decisions;
  }

  /** What fired at the present snapshot, and nothing mutes. */
  get fired(): readonly Firing[] {
    return this.#fired;
  }

  /** Goes on from the states of another program's rules. */
  adopt(earlier: RuleStates): void {
    this.#withdrawn = earlier.#withdrawn;
  }

  /**
   * Takes over the state of each rule that means the same as before; a firing one that does not is withdrawn. `last` is the
   * snapshot that `earlier` has seen last.
   */
  adoptRun(run: Run | null, before: Run, earlier: RuleStates, last: Pick<Snapshot, "slots" | "texts">): void {
    before.plan.rules.forEach((rule, index) => {
      const from = before.firstRow + index;
      const same = run?.plan.rules.findIndex((other) => other.rule.name === rule.rule.name) ?? -1;
      if (run && same >= 0 && meansTheSame(run.plan, same, before.plan, index)) {
        this.table.adopt(run.firstRow + same, earlier.table, from);
        this.#messages[run.firstRow + same] = earlier.#messages[from]!;
        this.#muted.set(run, rule, same, earlier.#muted.take(before, rule));
      } else if (earlier.table.firing[from] === 1) {
        const firing = { run: before, plan: rule, since: earlier.table.since[from]!, row: from };
        this.#withdrawn.push(withdraw(firing, earlier.#muted.take(before, rule), last));
      }
    });
  }

  #rowOf(run: Run, { threshold, rule }: RulePlan, index: number): Row {
    const holdMs = rule.holdMs - sameTimeMs;
    const own = run.conditionSlots[index]!;
    if (own >= 0) return { slot: own, sign: 1, bound: 0.5, holdMs };
    const { leaf, sign, bound } = threshold!;
    return { slot: run.slots[leaf]!, sign, bound, holdMs };
  }

  #clearWithdrawn(snapshot: Snapshot, isRunning: (run: Run) => boolean): void {
    for (const firing of this.#withdrawn) if (isRunning(firing.run)) this.#decisions.push(withdrawal(firing, snapshot));
    this.#withdrawn = [];
  }

  #clear(snapshot: Snapshot, untilTruth: UntilTruth): void {
    const { table } = this;
    const cleared = this.#cleared;
    for (let i = table.firingCount - 1; i >= 0; i -= 1) {
      const row = table.firingRows[i]!;
      const run = this.#runs[row]!;
      const plan = run.plan.rules[row - run.firstRow]!;
      const over = plan.until
        ? this.#untilIsOver(snapshot, run, plan, row, untilTruth)
        : table.truth(row, snapshot.slots.current) === 0;
      if (!over) continue;
      cleared.push({ run, plan, since: table.since[row]!, row });
      table.clearAt(i);
    }
    if (cleared.length === 0) return;
    cleared.sort((a, b) => a.row - b.row);
    for (const firing of cleared) {
      const mute = this.#muted.take(firing.run, firing.plan);
      this.#decisions.push(decisionOf("clear", firing, this.#messages[firing.row]!, snapshot, mute));
    }
    cleared.length = 0;
  }

  #untilIsOver(snapshot: Snapshot, run: Run, plan: RulePlan, row: number, untilTruth: UntilTruth): boolean {
    const { table } = this;
    if (untilTruth(run, row - run.firstRow) !== 2) {
      table.untilSince[row] = Number.NaN;
      return false;
    }
    const { holdMs } = plan.rule.until!;
    if (Number.isNaN(table.untilSince[row])) table.untilSince[row] = snapshot.time;
    const since = table.untilSince[row]!;
    return (
      snapshot.time - since >= holdMs - sameTimeMs &&
      (holdMs === 0 || hasEvidence(snapshot, run, plan.untilEvidence, since))
    );
  }

  #fire(snapshot: Snapshot, dueCount: number): void {
    const { table } = this;
    const fired = this.#fired;
    for (let i = 0; i < dueCount; i += 1) {
      const row = table.due[i]!;
      const run = this.#runs[row]!;
      const plan = run.plan.rules[row - run.firstRow]!;
      const since = table.waitingSince(row);
      if (plan.rule.holdMs > 0 && !hasEvidence(snapshot, run, plan.evidence, since)) continue;
      fired.push({ run, plan, since, row });
    }
    if (this.#muted.size > 0) this.#collectUnmuted(snapshot);
    if (fired.length > 1) fired.sort(compareFirings);
    for (const firing of fired) this.#decisions.push(this.#decideToFire(snapshot, firing));
    if (this.#muted.size > 0) this.#dropMuted();
  }

  #decideToFire(snapshot: Snapshot, firing: Firing): Decision {
    const { run, plan, row, since } = firing;
    if (this.table.firing[row] === 0) this.table.fire(row, since);
    const message = plan.print(snapshot.slots.current, run.slots);
    this.#messages[row] = message;
    const mute = snapshot.muteOf(run, plan.rule.name);
    this.#muted.set(run, plan, row - run.firstRow, mute);
    return decisionOf("fire", firing, message, snapshot, mute);
  }

  /** Rules that go on firing and are muted no more. */
  #collectUnmuted(snapshot: Snapshot): void {
    for (const { run, rule } of this.#muted.values()) {
      const plan = run.plan.rules[rule]!;
      if (snapshot.muteOf(run, plan.rule.name) !== null) continue;
      const row = run.firstRow + rule;
      this.#fired.push({ run, plan, since: this.table.since[row]!, row });
    }
  }

  #dropMuted(): void {
    const unmuted = this.#fired.filter(({ run, plan }) => !this.#muted.has(run, plan));
    this.#fired.length = 0;
    this.#fired.push(...unmuted);
  }
}

/** A sample in (since, t] of some metric that counts; a condition that reads none is exempt. */
function hasEvidence({ slots }: Snapshot, run: Run, leaves: readonly number[], since: number): boolean {
  if (leaves.length === 0) return true;
  for (let i = 0; i < leaves.length; i += 1) if (slots.timeOf(run.slots[leaves[i]!]!) > since) return true;
  return false;
}

function meansTheSame(plan: ProfilePlan, rule: number, other: ProfilePlan, otherRule: number): boolean {
  return meaningOf(plan.rules[rule]!.rule, plan.program) === meaningOf(other.rules[otherRule]!.rule, other.program);
}
