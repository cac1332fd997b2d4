/** What a running engine says of itself, as `status` prints it. */

import type { ChannelState, EngineStatus, MacroStatus } from "../../control/protocol.ts";
import { shortSpan } from "../screen/clock.ts";
import { comparisonOf, marginText } from "../screen/rule-rows.ts";
import { harmless, pad } from "../screen/visible-text.ts";
import { muteLine } from "./mute-line.ts";
import { counted, type Paint } from "./paint.ts";

/** `now` is ms since the epoch. */
export function statusText(status: EngineStatus, now: number, paint: Paint): string {
  const { pid, profiles, rules, startedAt, policies, macros } = status;
  const since = shortSpan(now - Date.parse(startedAt));
  const lines = [
    `${paint("bold", `engine ${pid}`)}, for ${since}: ${counted(profiles, "profile")}, ${counted(rules, "rule")} from ${policies.join(", ")}`,
    ...troubles(status, paint),
    ...(status.dashboard === null ? [] : [`dashboard: ${status.dashboard}`]),
    ...status.channels.flatMap((channel) => undelivered(channel, paint)),
    ...sessionLines(status, now),
    ...status.mutes.map((mute) => paint("yellow", muteLine(mute, now))),
  ];
  if (macros.length === 0) lines.push("no macro is running");
  const names = macros.map(nameOf);
  const width = Math.max(...names.map(({ length }) => length), 0);
  for (const [index, macro] of macros.entries()) lines.push(macroLine(macro, pad(names[index]!, width)));
  return `${lines.join("\n")}\n`;
}

function troubles({ dryRun, notRecording, problems, dashboard, notServing }: EngineStatus, paint: Paint): string[] {
  const lines: string[] = [];
  if (dryRun) lines.push(paint("yellow", "dry run: nothing is done to any macro"));
  if (notRecording !== null) lines.push(paint("red", notRecording));
  if (problems !== "")
    lines.push(paint("red", "the policies on disk have errors; the last good set is in force:"), problems.trimEnd());
  const served = dashboard === null ? "no dashboard" : `dashboard ${harmless(dashboard)}`;
  if (notServing !== null) lines.push(paint("red", `${served}: ${harmless(notServing)}`));
  return lines;
}

/** Nothing of a channel that has delivered everything. */
function undelivered({ channel, kind, waiting, failed, problem }: ChannelState, paint: Paint): string[] {
  if (waiting === 0 && failed === 0 && problem === null) return [];
  const counts = [
    ...(waiting > 0 ? [`${counted(waiting, "notification")} yet to be delivered`] : []),
    ...(failed > 0 ? [`${failed} given up`] : []),
  ];
  const why = problem === null ? [] : [harmless(problem)];
  return [paint("yellow", `channel ${harmless(channel)} (${kind}): ${[...counts, ...why].join("; ")}`)];
}

function sessionLines({ namedSession }: EngineStatus, now: number): string[] {
  if (namedSession === null) return [];
  return [`session ${harmless(namedSession.name)}, for ${shortSpan(now - Date.parse(namedSession.startedAt))}`];
}

function nameOf({ macro, title }: MacroStatus): string {
  return title === null ? harmless(macro) : `${harmless(macro)} (${harmless(title)})`;
}

function macroLine(status: MacroStatus, name: string): string {
  const { pid, profile, level, durationMs, state, order } = status;
  const governed = profile === null ? "unprotected" : `${profile}, ${level}`;
  // How long it has been in another state, nobody keeps.
  const runs = `running for ${shortSpan(durationMs)}${state === "running" ? "" : `, ${state}`}`;
  const told = order === null ? "" : `, has yet to say that it obeys (${order.order})`;
  const where = pid === null ? "no process" : `pid ${pid}`;
  return `  ${name}  ${where}  ${runs}${told}  ${governed}${closest(status)}`;
}

/** The rule that is closest to firing. */
function closest({ rules }: MacroStatus): string {
  const used = (rule: MacroStatus["rules"][number]) => comparisonOf(rule)?.used ?? 0;
  const [first] = [...rules].sort((a, b) => used(b) - used(a));
  return first === undefined || used(first) === 0 ? "" : `  closest: ${first.rule} ${marginText(first)}`;
}
