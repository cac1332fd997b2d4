/** What is muted, and what its user is about to mute. */

import { computed, signal } from "@preact/signals";
import type { Mute } from "../../../engine/src/api/contract.ts";
import { now, status } from "./engine.ts";

export interface MuteScope {
  /** Null: every macro. */
  readonly macro: string | null;
  /** Null: every rule. */
  readonly rule: string | null;
}

/** What the form is open for; null: it is closed. */
export const muteFor = signal<MuteScope | null>(null);

/** Those that are to come, too. */
export const mutes = computed<readonly Mute[]>(() =>
  (status.value?.mutes ?? []).filter(({ endedAt, until }) => endedAt === null && Date.parse(until) > now.value),
);

/** The mute that a rule of a macro is under now. */
export function muteOf(macro: string, rule: string): Mute | undefined {
  return mutes.value.find(
    (mute) =>
      (mute.macro === null || mute.macro === macro) &&
      (mute.rule === null || mute.rule === rule) &&
      Date.parse(mute.from) <= now.value,
  );
}
