/** The formats of `lint`, listed. */

import type { Severity } from "@macro-engine/dsl";
import type { LintOutcome } from "../lint/outcome.ts";
import { lintCheckstyle } from "./lint-checkstyle.ts";
import { lintCompact } from "./lint-compact.ts";
import { lintGithub } from "./lint-github.ts";
import { lintGitlab } from "./lint-gitlab.ts";
import { lintJson } from "./lint-json.ts";
import { lintJunit } from "./lint-junit.ts";
import { lintPretty } from "./lint-pretty.ts";
import { lintSarif } from "./lint-sarif.ts";

export interface LintPrinting {
  readonly color: boolean;
  /** The least level that makes the run fail. */
  readonly failOn: Severity;
}

/** An outcome as text, with a final line break. */
export type LintFormat = (outcome: LintOutcome, printing: LintPrinting) => string;

export const lintFormats = {
  pretty: lintPretty,
  compact: lintCompact,
  json: lintJson,
  sarif: lintSarif,
  github: lintGithub,
  gitlab: lintGitlab,
  junit: lintJunit,
  checkstyle: lintCheckstyle,
} as const satisfies Readonly<Record<string, LintFormat>>;

export type LintFormatName = keyof typeof lintFormats;
