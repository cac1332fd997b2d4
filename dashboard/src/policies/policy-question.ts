/** What the page asks of the language, and what it is told: plain data, for the language lives in a worker of its own. */

export interface PolicyQuestion {
  readonly id: number;
  /** The whole set. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** The file that is shown. */
  readonly path: string;
  /** Levels of lint rules, as the engine's configuration has them. */
  readonly lint: Readonly<Record<string, string>>;
  /** Channels of the configuration; null: unknown. */
  readonly channels: readonly string[] | null;
  /** `2027-01-31` */
  readonly today: string;
}

export type WordKind =
  | "keyword"
  | "action"
  | "metric"
  | "function"
  | "quantity"
  | "string"
  | "comment"
  | "doc"
  | "operator"
  | "declared";

/** A word of the shown file that has a color; in the order of the text, never overlapping. */
export interface Word {
  readonly start: number;
  readonly end: number;
  readonly kind: WordKind;
}

export interface PolicyFinding {
  readonly severity: "error" | "warning" | "info";
  readonly code: string;
  readonly message: string;
  /** Of the language, or what lint advises. */
  readonly isLint: boolean;
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** Titles of certain repairs. */
  readonly fixes: readonly string[];
}

/** How a comparison of a rule is dragged: in which dimension, and where it is worse. */
export interface ComparisonKind {
  readonly dimension: string;
  /** Greatest value that its metric can have, base units; null: unbounded. */
  readonly most: number | null;
  /** A base unit's symbol and its greater ones, for printing. */
  readonly units: Readonly<Record<string, number>>;
}

export interface PolicyAnswer {
  readonly id: number;
  readonly words: readonly Word[];
  /** Of all files, in order of path and place. */
  readonly findings: readonly PolicyFinding[];
  /** By `profile/rule`: its comparisons in the order of `EffectiveRule.comparisons`. */
  readonly comparisons: Readonly<Record<string, readonly ComparisonKind[]>>;
}
