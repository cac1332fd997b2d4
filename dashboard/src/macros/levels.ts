/** The levels there are, mildest first. The compiler says when the language has others. */

import type { Level } from "@macro-engine/dsl";

export type { Level };

const every: Readonly<Record<Level, true>> = { safe: true, risky: true, dangerous: true };

/** To choose from. */
export const levels = Object.keys(every).map((level) => [level, level] as const);
