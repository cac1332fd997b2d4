/**
 * The code of every lint rule, by category. Names alone, without the rules: configurations are checked against them by those
 * that never lint. The compiler holds this list and `rules/index.ts` together.
 */

export const lintCodes = {
  /** A rule cannot do what it says. */
  bugs: [
    "always-true",
    "ambiguous-match",
    "contradictory-condition",
    "duplicate-rule",
    "equality-on-measurement",
    "failed-assertion",
    "flapping-pause",
    "hysteresis-inverted",
    "inverted-direction",
    "never-matching-pattern",
    "redundant-condition",
    "shorter-than-sampling",
    "threshold-out-of-range",
    "unreachable-rule",
  ],
  /** A macro may run that should not. Lowered in the configuration only, never inside a policy. */
  safety: [
    "cooldown-missing",
    "level-order",
    "matches-everything",
    "missing-blind",
    "no-cancel",
    "no-duration-limit",
    "no-notification",
    "single-sample-cancel",
    "unavailable-metric",
    "uncovered-metric",
    "weakened-override",
  ],
  /** Harder to read and keep than need be. */
  hygiene: [
    "expired-ignore",
    "invalid-ignore",
    "message-without-value",
    "naming",
    "undocumented-profile",
    "untested-rule",
    "unused-ignore",
    "unused-let",
    "unused-metric",
    "unused-param",
    "unused-schedule",
    "unused-template",
  ],
} as const;

export type LintCategory = keyof typeof lintCodes;
export type LintCode = (typeof lintCodes)[LintCategory][number];
export type CategoryOf<Code extends LintCode> = {
  readonly [Category in LintCategory]: Code extends (typeof lintCodes)[Category][number] ? Category : never;
}[LintCategory];

export const lintCategories = Object.keys(lintCodes) as readonly LintCategory[];
export const allLintCodes: readonly LintCode[] = Object.values(lintCodes).flat();

export function isLintCode(text: string): text is LintCode {
  return (allLintCodes as readonly string[]).includes(text);
}
