/** An event of the engine in words: what happened to whom, why, and what came of it. */

import { builtInMetric, type Dimension, formatQuantity } from "@macro-engine/dsl";
import { displayPath } from "../../display-path.ts";
import type { ActionDone, EngineEvent, MacroEnded, MacroStarted, MuteChanged, RuleDecided } from "../../events.ts";
import { clockTime, shortSpan } from "./clock.ts";
import type { Style } from "./line.ts";

export interface EventLine {
  /** ms since the epoch. */
  readonly wall: number;
  /** What happened: an action, `clear`, `start`, `end`, `reload`, `warning` … */
  readonly word: string;
  /** "" when it concerns none. */
  readonly macro: string;
  /** Rule, condition with values, since when; or the event's own words. Not yet `harmless`. */
  readonly text: string;
  /** What came of the action; null while it is not known, or when nothing had to be done. */
  readonly outcome: string | null;
  /** Further lines: the diagnostics of a failed reload. */
  readonly detail: readonly string[];
  readonly style: Style;
}

export interface EventWords {
  /** IANA; default: the process's zone. */
  readonly zone?: string;
  /** Where paths are shown from; default: the process's. */
  readonly cwd?: string;
  /** Dimension of a metric that is not built in. */
  readonly dimensionOf?: (metric: string) => Dimension | undefined;
}

const actionStyles: Readonly<Record<string, Style>> = {
  cancel: "critical",
  "cancel all": "critical",
  pause: "hold",
  throttle: "accent",
  warn: "warning",
};

export function actionStyle(action: string): Style {
  return actionStyles[action] ?? "plain";
}

/** A warning is its own outcome. */
export function saysNothingNew(event: EngineEvent): boolean {
  return event.event === "outcome" && event.action === "warn" && event.ok;
}

export function eventLine(event: EngineEvent, words: EventWords): EventLine {
  const line = (
    word: string,
    macro: string,
    text: string,
    style: Style,
    detail: readonly string[] = [],
  ): EventLine => ({
    wall: Date.parse(event.time),
    word,
    macro,
    text,
    outcome: null,
    detail,
    style,
  });
  switch (event.event) {
    case "engine-start": {
      const dryRun = event.dryRun ? "; dry run: nothing is done to any macro" : "";
      const cwd = words.cwd ?? process.cwd();
      const shown = event.policies.map((path) => displayPath(path, cwd));
      const where = shown.length === 0 ? "" : ` from ${shown.join(", ")}`;
      return line(
        "watch",
        "",
        `${count(event.profiles, "profile")}, ${count(event.rules, "rule")}${where}${dryRun}`,
        "plain",
      );
    }
    case "engine-stop":
      return line("stop", "", event.reason, "plain");
    case "macro-start":
      return event.profile === null
        ? line("start", event.macro, `unprotected: no profile governs it (${processWords(event)})`, "warning")
        : line(
            "start",
            event.macro,
            `profile ${event.profile}, ${event.level ?? "no level"} (${processWords(event)})`,
            "fine",
          );
    case "macro-end":
      return line("end", event.macro, endWords(event), "plain");
    case "fire":
      if (event.mute !== undefined) {
        return line("muted", event.macro, `${ruleWords(event, words)}, would ${event.action}`, "plain");
      }
      return line(event.action, event.macro, ruleWords(event, words), actionStyle(event.action));
    case "clear":
      return line("clear", event.macro, `${event.rule} (${event.action}) no longer holds`, "fine");
    case "outcome":
      // No rule asked for it: its user did.
      if (event.id === "" && event.action === "cancel") {
        return line("stop", event.macro, outcomeWords(event), event.ok ? "plain" : "critical");
      }
      return line(event.action, event.macro, outcomeWords(event), event.ok ? "plain" : "critical");
    case "notice":
      return line(
        event.level === "info" ? "notice" : event.level,
        "",
        event.message,
        event.level === "error" ? "critical" : event.level === "warning" ? "warning" : "plain",
      );
    case "order":
      return line(event.order, event.macro, `told to ${event.order}: ${event.reason}`, actionStyle(event.order));
    case "level":
      return line("level", event.macro, event.level ?? "as its profile says", "plain");
    case "mute":
      return line(
        "mute",
        event.macro ?? "",
        `${mutedWords(event)} ${spanWords(event, words)}: ${event.reason}`,
        "warning",
      );
    case "unmute":
      return line("unmute", event.macro ?? "", `${mutedWords(event)} again`, "fine");
    case "session-begin":
      return line("session", "", `${event.name} begins`, "plain");
    case "session-end":
      return line("session", "", `${event.name} ends`, "plain");
    case "reload":
      return event.ok
        ? line("reload", "", `${count(event.profiles, "profile")}, ${count(event.rules, "rule")}`, "fine")
        : line(
            "reload",
            "",
            "what was saved has errors; the last good set stays in force",
            "critical",
            lines(event.problems),
          );
  }
}

function processWords({ pid }: MacroStarted): string {
  return pid === null ? "no process of its own" : `pid ${pid}`;
}

function mutedWords({ rule, macro }: MuteChanged): string {
  return rule ?? (macro === null ? "every rule" : "every rule of it");
}

function spanWords({ time, from, until }: MuteChanged, { zone }: EventWords): string {
  const begins = Date.parse(from) > Date.parse(time) ? `from ${clockTime(Date.parse(from), zone)} ` : "";
  return `${begins}until ${clockTime(Date.parse(until), zone)}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function lines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}

function endWords({ end, durationMs }: MacroEnded): string {
  const after = `after ${shortSpan(durationMs)}`;
  switch (end.kind) {
    case "exited":
      return end.signal === null ? `exited with ${end.code ?? "no code"} ${after}` : `died of ${end.signal} ${after}`;
    case "cancelled":
      return `cancelled ${after}`;
    case "stopped":
      return `stopped by hand ${after}`;
    case "left":
      return `goes on ${end.released === true ? "unguarded, taken off by hand" : "without the engine"} ${after}`;
    case "lost":
      return `gone ${after}`;
  }
}

/** "cpu_hot: macro.cpu 99.8% > 80% for 5s (since 12:00:00)". */
function ruleWords(event: RuleDecided, words: EventWords): string {
  const sinceWall = Date.parse(event.since);
  const held = Date.parse(event.time) - sinceWall >= 1000 ? ` (since ${clockTime(sinceWall, words.zone)})` : "";
  return `${event.rule}: ${reason(event, words)}${held}`;
}

/**
 * The policy's own message where it tells what the condition would: each value and, for each limit, another number. Else
 * the condition with its values, and the message.
 */
function reason(event: RuleDecided, words: EventWords): string {
  const { message, threshold } = event;
  const values = Object.entries(event.values).map(
    ([metric, value]) => [metric, printValue(metric, value, words)] as const,
  );
  const unsaid = values.filter(([metric, value]) => threshold.includes(metric) || !message.includes(value));
  const condition = conditionWithValues(threshold, unsaid);
  // How the runtime words a rule that has no message: the condition, then the values in brackets.
  const own = ` (${values.map(([metric, value]) => `${metric} ${value}`).join(", ")})`;
  if (message === "" || message === threshold || message.endsWith(own)) return condition;
  const limits = threshold.match(/[<>]=?|[!=]=/g)?.length ?? 0;
  const numbers = message.match(/\d[\d.]*/g)?.length ?? 0;
  const told = limits > 0 && numbers >= values.length + limits && values.every(([, value]) => message.includes(value));
  return told ? message : `${condition}: ${message}`;
}

/** The threshold with each metric's value behind its name where it is compared, else in brackets at the end. */
function conditionWithValues(threshold: string, values: readonly (readonly [metric: string, value: string])[]): string {
  let text = threshold;
  const rest: string[] = [];
  for (const [metric, value] of values) {
    const compared = new RegExp(`(?<![\\w.(])${metric.replaceAll(".", "\\.")}(?= *(?:[<>]=?|[!=]=))`);
    if (compared.test(text)) text = text.replace(compared, () => `${metric} ${value}`);
    else rest.push(`${metric} ${value}`);
  }
  return rest.length === 0 ? text : `${text} [${rest.join(", ")}]`;
}

function printValue(metric: string, value: RuleDecided["values"][string], words: EventWords): string {
  if (value === null || value === undefined) return "missing";
  if (typeof value !== "number") return String(value);
  return formatQuantity(value, builtInMetric(metric)?.dimension ?? words.dimensionOf?.(metric) ?? "number");
}

/** "ended after SIGTERM in 14ms", "failed: not permitted", "dry run". */
export function outcomeWords(outcome: Pick<ActionDone, "ok" | "how" | "tookMs" | "dryRun">): string {
  if (outcome.dryRun) return "dry run, nothing done";
  if (!outcome.ok) return outcome.how.startsWith("refused") ? outcome.how : `failed: ${outcome.how}`;
  if (outcome.tookMs <= 0) return outcome.how;
  const took = outcome.tookMs < 95 ? `${Math.max(1, Math.round(outcome.tookMs))}ms` : shortSpan(outcome.tookMs);
  return `${outcome.how} in ${took}`;
}
