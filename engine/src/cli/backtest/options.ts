/** What `backtest` is asked for, and what is wrong with it. */

import type { Program } from "@macro-engine/dsl";
import { parseRate } from "../../backtest/rate.ts";
import { parseSince } from "./since.ts";
import type { AskedFor } from "./suggestion.ts";

export interface BacktestCommandOptions {
  /** Recordings: files, folders, patterns. */
  readonly traces: readonly string[];
  /** Instead of them the runs that the engine has recorded since: `7d`, or a date. */
  readonly fromStore?: string;
  /** With `fromStore`: path of the record; without: the configuration's. */
  readonly store?: string;
  /** Folders or files; without: those of the configuration. */
  readonly policies?: readonly string[];
  /** Profiles by name; without: those that govern. */
  readonly profile?: readonly string[];
  /** Name of the macro; of recorded runs: only those of this macro. */
  readonly macro?: string;
  /** Firings in an hour past which a rule is noisy. */
  readonly noisy?: number;
  /** Whether a cancelled macro starts again after its cooldown; without: in recordings yes, in recorded runs not. */
  readonly restart?: boolean;
  /** How often rules may fire: thresholds and waits are proposed that meet it. "at most one cancel in 20 runs", `2/h`. */
  readonly suggest?: string;
  /** For the suggestion: this rule alone, `cpu_hot` or `heal.cpu_hot`. */
  readonly rule?: string;
  /** Writes the suggestion's patch there. */
  readonly patch?: string;
  /** Writes a page with charts there. */
  readonly html?: string;
  readonly format?: "pretty" | "json";
  readonly overrides?: string | false;
  readonly config?: string;
}

export const defaultNoisyPerHour = 6;

/** In a sentence; null: it can be done. */
export function wrongUse(options: BacktestCommandOptions): string | null {
  const { traces, fromStore } = options;
  if (traces.length === 0 && fromStore === undefined) {
    return "backtest needs recordings: name files and folders, or say --from-store 7d for what the engine has recorded";
  }
  if (traces.length > 0 && fromStore !== undefined) {
    return "backtest takes recordings from files or from the store, not from both: leave one of them out";
  }
  if (options.store !== undefined && fromStore === undefined) {
    return "--store is for --from-store SINCE: it says where those runs were recorded";
  }
  if (fromStore !== undefined && parseSince(fromStore, Date.now(), "UTC") === null) {
    return `--from-store ${fromStore}: write how long ago, such as 7d, or a date, such as 2026-11-01`;
  }
  if (options.suggest !== undefined && parseRate(options.suggest) === null) {
    return `--suggest ${options.suggest}: write a rate such as "at most one cancel in 20 runs", 1/20runs or 2/h`;
  }
  const unnamed = (["patch", "html"] as const).find((name) => options[name] === "-");
  if (unnamed !== undefined) return `--${unnamed} needs the name of a file: what is judged is printed already`;
  const alone = (["rule", "patch"] as const).find(
    (name) => options[name] !== undefined && options.suggest === undefined,
  );
  return alone === undefined ? null : `--${alone} belongs to a suggestion: say --suggest RATE as well`;
}

/** What an option names that is not there; null: all is. */
export function unknownName(program: Program, { profile = [], rule }: BacktestCommandOptions): string | null {
  const missing = profile.filter((name) => !program.profiles.some((one) => one.name === name));
  const names = program.profiles.map(({ name }) => name).join(", ") || "none";
  if (missing.length > 0) return `there is no profile ${missing.join(", ")}: the policies have ${names}`;
  if (rule === undefined) return null;
  const wanted = ruleNamed(rule);
  const among = program.profiles.filter(({ name }) => wanted.profile === null || name === wanted.profile);
  if (among.length === 0) return `there is no profile ${wanted.profile}: the policies have ${names}`;
  const rules = [...new Set(among.flatMap((one) => one.rules.map(({ name }) => name)))];
  return rules.includes(wanted.name) ? null : `there is no rule ${rule}: there are ${rules.join(", ") || "none"}`;
}

function ruleNamed(text: string): { readonly profile: string | null; readonly name: string } {
  const at = text.indexOf(".");
  return at < 0 ? { profile: null, name: text } : { profile: text.slice(0, at), name: text.slice(at + 1) };
}

/** The suggestion that is wanted; null: none. */
export function askedFor({ suggest, rule }: BacktestCommandOptions): AskedFor | null {
  if (suggest === undefined) return null;
  return { text: suggest, rate: parseRate(suggest)!, rule: rule === undefined ? null : ruleNamed(rule) };
}
