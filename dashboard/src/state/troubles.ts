/** What is wrong with the guard at present, in words: what the banners show. Pure, from what the page knows. */

import type { EngineStatus, MacroStatus, Measurements } from "../../../engine/src/api/contract.ts";
import { countText, durationText } from "../parts/text.ts";
import type { Connection } from "./engine.ts";

export interface Trouble {
  /** By which it is told from others, and hidden. */
  readonly id: string;
  readonly tone: "info" | "warn" | "bad";
  readonly title: string;
  /** What it means, and what to do. */
  readonly text: string;
  /** Rendered diagnostics and the like, as they are. */
  readonly details: string;
}

export interface Known {
  readonly connection: Connection;
  readonly status: EngineStatus | null;
  readonly macros: readonly MacroStatus[];
  readonly measurements: Measurements | null;
  /** ms since the newest look came in; null before the first. */
  readonly lookAgeMs: number | null;
  readonly isViewer: boolean;
}

export function troublesOf(known: Known): readonly Trouble[] {
  const { connection, status, lookAgeMs } = known;
  if (connection === "lost") return [lost(lookAgeMs)];
  if (status === null) return [];
  return [
    ...stale(status, lookAgeMs, connection),
    ...ofEngine(status),
    ...blind(known),
    ...ofChannels(status),
    ...(known.isViewer ? [viewer] : []),
  ];
}

function trouble(id: string, tone: Trouble["tone"], title: string, text: string, details = ""): Trouble {
  return { id, tone, title, text, details };
}

function lost(lookAgeMs: number | null): Trouble {
  const since = lookAgeMs === null ? "" : ` What you see is ${durationText(roundedSeconds(lookAgeMs))} old.`;
  return trouble(
    "lost",
    "bad",
    "The engine does not answer",
    `Whether anything is guarded cannot be seen from here.${since} The page asks again by itself; start the engine with \`macro-engine watch\`.`,
  );
}

/** By the page's own clock, so that two clocks that differ are no trouble. */
function stale({ intervalMs }: EngineStatus, ageMs: number | null, connection: Connection): readonly Trouble[] {
  const expected = connection === "polling" ? 5000 + intervalMs : intervalMs;
  if (ageMs === null || ageMs < 3 * expected + 2000) return [];
  const text = `The newest look at the machine is ${durationText(roundedSeconds(ageMs))} old, and one is due every ${durationText(intervalMs)}. Rules are not judged meanwhile.`;
  return [trouble("stale", "bad", "The engine is behind", text)];
}

function ofEngine({ dryRun, notRecording, problems, mutes }: EngineStatus): readonly Trouble[] {
  const found: Trouble[] = [];
  if (problems !== "")
    found.push(
      trouble(
        "problems",
        "bad",
        "The policies are broken",
        "The last good ones stay in force until this is mended.",
        problems,
      ),
    );
  if (dryRun)
    found.push(
      trouble(
        "dry-run",
        "warn",
        "Dry run",
        "Decisions are recorded, and nothing is done: no macro is throttled, paused or cancelled.",
      ),
    );
  if (notRecording !== null)
    found.push(
      trouble("not-recording", "warn", "Nothing is recorded", `The guard goes on without its record: ${notRecording}`),
    );
  const everything = mutes.find(({ macro, rule, endedAt }) => macro === null && rule === null && endedAt === null);
  if (everything !== undefined && Date.parse(everything.from) <= Date.now())
    found.push(trouble("muted", "warn", "All rules are muted", `${everything.reason} – by ${everything.by}`));
  return found;
}

/** Metrics that rules of running macros read and nothing tells. */
function blind({ macros, measurements }: Known): readonly Trouble[] {
  if (measurements === null) return [];
  const unknown = macros.flatMap(({ rules }) => rules).filter(({ truth }) => truth === "unknown");
  const reads = ({ comparisons }: MacroStatus["rules"][number], metric: string) =>
    comparisons.some(({ value, text }) => value === null && names(text, metric));
  const missing = measurements.metrics.filter(
    ({ metric, available }) => !available && unknown.some((rule) => reads(rule, metric)),
  );
  if (missing.length === 0) return [];
  // A mean that has too few values yet is no trouble, and not counted.
  const rules = unknown.filter((rule) => missing.some(({ metric }) => reads(rule, metric))).length;
  return [
    trouble(
      "blind",
      "warn",
      `Blind on ${listText(missing.map(({ metric }) => metric))}`,
      `${countText(rules, "rule")} cannot be judged, and will not fire.`,
      missing.map(({ metric, why }) => `${metric}: ${why ?? "nothing measures it"}`).join("\n"),
    ),
  ];
}

function ofChannels({ channels }: EngineStatus): readonly Trouble[] {
  return channels
    .filter(({ problem, waiting }) => problem !== null && waiting > 0)
    .map(({ channel, waiting, problem }) =>
      trouble(
        `channel ${channel}`,
        "warn",
        `Notifications wait for ${channel}`,
        `${countText(waiting, "is", "are")} yet to be delivered: ${problem}`,
      ),
    );
}

const viewer = trouble(
  "viewer",
  "info",
  "You may look, not act",
  "An operator's link or token is needed to change something.",
);

/** Whether an expression names a metric: `avg(cpu.usage, 10s)` does `cpu.usage`, and not `cpu`. */
export function names(expression: string, metric: string): boolean {
  for (let at = expression.indexOf(metric); at >= 0; at = expression.indexOf(metric, at + 1)) {
    if (!isWordPart(expression[at - 1]) && !isWordPart(expression[at + metric.length])) return true;
  }
  return false;
}

function isWordPart(character: string | undefined): boolean {
  return character !== undefined && /[\w.]/.test(character);
}

function listText(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function roundedSeconds(ms: number): number {
  return Math.max(1000, Math.floor(ms / 1000) * 1000);
}
