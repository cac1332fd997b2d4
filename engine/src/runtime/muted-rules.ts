/** Rules that fire without consequences: what mutes each of them. */

import type { RulePlan } from "./plan.ts";
import type { Run } from "./run.ts";

interface Muted {
  readonly mute: string;
  readonly run: Run;
  /** Its place in the run's profile. */
  readonly rule: number;
}

export class MutedRules {
  readonly #muted = new Map<string, Muted>();

  get size(): number {
    return this.#muted.size;
  }

  values(): Iterable<Muted> {
    return this.#muted.values();
  }

  has(run: Run, plan: RulePlan): boolean {
    return this.#muted.has(keyOf(run, plan));
  }

  /** `mute` null: nothing mutes it any more. */
  set(run: Run, plan: RulePlan, rule: number, mute: string | null): void {
    const key = keyOf(run, plan);
    if (mute === null) this.#muted.delete(key);
    else this.#muted.set(key, { mute, run, rule });
  }

  /** What muted a firing that is over; null: nothing did. */
  take(run: Run, plan: RulePlan): string | null {
    if (this.#muted.size === 0) return null;
    const key = keyOf(run, plan);
    const mute = this.#muted.get(key)?.mute ?? null;
    this.#muted.delete(key);
    return mute;
  }
}

/** Names of rules hold no blanks. */
function keyOf(run: Run, plan: RulePlan): string {
  return `${plan.rule.name} ${run.start.id}`;
}
