/** What override files change about one profile, gathered over all files before it is applied. */

import type { FlatBody } from "../check/inheritance.ts";
import type { Level, Place, ProgramRule } from "../program/program.ts";
import type { Span } from "../syntax/source.ts";

export interface ProfileChange {
  readonly profile: string;
  /** The body whose rules it changes; null for a profile that an original file makes from nothing. */
  readonly body: FlatBody | null;
  /** Where a profile that an override file makes begins; null for one of the policy's. */
  readonly madeAt: Place | null;
  level: Level | null;
  graceMs: number | null;
  cooldownMs: number | null;
  description: string | null;
  /** `auto_cancel_enabled: false`. */
  cancelsWarn: boolean;
  /** `discord_notify`. */
  notifyDiscord: boolean | null;
  readonly sets: Map<string, { readonly value: number; readonly file: string; readonly span: Span }>;
  readonly disabled: Set<string>;
  readonly actions: Map<string, Pick<ProgramRule, "action" | "all">>;
  /** Rules that original files add, or put in the place of one of the same name. */
  readonly rules: Map<string, ProgramRule>;
  /** Keys that have a value already. */
  readonly claims: Map<string, { readonly file: string; readonly span: Span }>;
}

export function createChange(profile: string, body: FlatBody | null, madeAt: Place | null): ProfileChange {
  return {
    profile,
    body,
    madeAt,
    level: null,
    graceMs: null,
    cooldownMs: null,
    description: null,
    cancelsWarn: false,
    notifyDiscord: null,
    sets: new Map(),
    disabled: new Set(),
    actions: new Map(),
    rules: new Map(),
    claims: new Map(),
  };
}

/** The values of `sets` alone. */
export function replacedParams(change: ProfileChange): ReadonlyMap<string, number> {
  return new Map([...change.sets].map(([name, { value }]) => [name, value]));
}
