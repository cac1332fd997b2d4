/** Safety levels: how much harm a macro can do. */

import type { Level } from "./program.ts";

/** From least to most harm. */
export const levels = ["safe", "risky", "dangerous"] as const satisfies readonly Level[];

export const defaultLevel: Level = "risky";

/** `grace` when a profile gives none. */
export const defaultGraceMs = 5000;

export function isLevel(text: string): text is Level {
  return (levels as readonly string[]).includes(text);
}
