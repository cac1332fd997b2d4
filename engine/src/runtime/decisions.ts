/** What a snapshot decided, with everything needed to say why. */

import type { SampleValue } from "@macro-engine/dsl";
import { metricValue } from "./messages.ts";
import type { RulePlan } from "./plan.ts";
import type { Run } from "./run.ts";
import type { Slots } from "./slots.ts";
import type { Texts } from "./texts.ts";
import type { Decision } from "./types.ts";

/** A rule of a run that fires or clears; `row` is its place in declaration order over all runs. */
export interface Firing {
  readonly run: Run;
  readonly plan: RulePlan;
  readonly since: number;
  readonly row: number;
}

/** By severity, then by declaration. */
export function compareFirings(a: Firing, b: Firing): number {
  return a.plan.severity - b.plan.severity || a.row - b.row;
}

/** What a decision says of the snapshot. */
export interface Snapshot {
  readonly time: number;
  readonly wall: number;
  readonly slots: Slots;
  readonly texts: Texts;
  /** What mutes a rule of a run; null: nothing. */
  muteOf(run: Run, rule: string): string | null;
}

export function decisionOf(
  kind: Decision["kind"],
  firing: Firing,
  message: string,
  snapshot: Snapshot,
  mute: string | null,
): Decision {
  return decision(kind, firing, { message, values: valuesOf(firing, snapshot), mute }, snapshot);
}

/** A firing rule that a new program changes or drops, with the values of the last snapshot at which it was looked at. */
export interface Withdrawn extends Firing {
  readonly values: Decision["values"];
  readonly mute: string | null;
}

export function withdraw(firing: Firing, mute: string | null, last: Pick<Snapshot, "slots" | "texts">): Withdrawn {
  return { ...firing, mute, values: valuesOf(firing, last) };
}

/** The clear of what was withdrawn: nothing else would undo what it did. */
export function withdrawal(firing: Withdrawn, snapshot: Snapshot): Decision {
  const message = `${firing.plan.rule.name} is no longer among the policies`;
  return decision("clear", firing, { message, values: firing.values, mute: firing.mute }, snapshot);
}

function valuesOf({ run, plan }: Firing, { slots, texts }: Pick<Snapshot, "slots" | "texts">): Decision["values"] {
  const values: Record<string, SampleValue | null> = {};
  for (const read of plan.reads) values[read.metric.name] = metricValue(read, texts, slots.current, run.slots);
  return values;
}

function decision(
  kind: Decision["kind"],
  { run, plan, since }: Firing,
  { message, values, mute }: Pick<Decision, "message" | "values"> & { readonly mute: string | null },
  { time, wall }: { readonly time: number; readonly wall: number },
): Decision {
  const { rule } = plan;
  return {
    kind,
    time,
    wall,
    run: run.start.id,
    macro: run.start.macro,
    profile: run.plan.profile.name,
    level: run.level,
    rule: rule.name,
    action: rule.action,
    all: rule.all,
    message,
    values,
    threshold: rule.threshold,
    since,
    place: rule.place,
    ...(mute === null ? {} : { mute }),
  };
}
