/** What commands answer: plain data in, a message out. */

import type { EngineStatus, MacroStatus, RuleStatus } from "../control/protocol.ts";
import { cut, plain } from "../notify/discord-text.ts";

export interface Message {
  readonly content: string;
  /** Nobody is pinged, whatever a macro is called. */
  readonly allowed_mentions: { readonly parse: readonly [] };
  /** `suppressEmbeds`, and perhaps `ephemeral`. */
  readonly flags: number;
}

/** Of https://discord.com/developers/docs/resources/message: no preview of what a name looks like a link to. */
const suppressEmbeds = 4;
/** Seen by who asked alone. */
export const ephemeral = 64;

/** Of a message's text, UTF-16 units. */
const mostContent = 2000;
/** Macros that are listed; a message has room for about as many. */
const mostMacros = 15;

/** `content` is Discord's markup: what others wrote has been through `plain`. */
export function message(content: string, toAll = false): Message {
  const flags = toAll ? suppressEmbeds : suppressEmbeds | ephemeral;
  return { content: cut(content, mostContent), allowed_mentions: { parse: [] }, flags };
}

export function macrosAnswer({ macros }: EngineStatus): Message {
  if (macros.length === 0) return message("No macro is running.");
  const lines = macros.slice(0, mostMacros).map(macroLine);
  const more = macros.length > mostMacros ? [`and ${macros.length - mostMacros} more`] : [];
  return message([...lines, ...more].join("\n"));
}

/** A name or a reason: one line, however it was written. */
function name(text: string, most = 60): string {
  return plain(cut(text.replace(/\s+/g, " "), most));
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function macroLine({ macro, title, profile, level, state, durationMs, rules }: MacroStatus): string {
  const governed = profile === null ? "unprotected" : `${name(profile)}, ${level}`;
  const called = title === null ? "" : ` (${name(title)})`;
  const closest = closestOf(rules);
  const margin = closest === null ? "" : `; closest: ${closest}`;
  const runs = state === "running" ? `for ${spanOf(durationMs)}` : `${state}, for ${spanOf(durationMs)}`;
  return `- **${name(macro)}**${called} ${runs}, ${governed}${margin}`;
}

/** The rule that is closest to firing, with its value and limit. */
function closestOf(rules: readonly RuleStatus[]): string | null {
  let best: { readonly rule: string; readonly text: string; readonly used: number } | null = null;
  for (const { rule, comparisons } of rules) {
    for (const { used, valueText, limitText } of comparisons) {
      if (used !== null && used > (best?.used ?? 0)) best = { rule, used, text: `${valueText} of ${limitText}` };
    }
  }
  return best === null ? null : `${name(best.rule)}, ${plain(best.text)}`;
}

export function statusAnswer(status: EngineStatus, now: number): Message {
  const { macros, profiles, rules, startedAt, dryRun, notRecording, problems, mutes, channels } = status;
  const running = `${macros.length} ${macros.length === 1 ? "macro runs" : "macros run"}`;
  const waiting = channels.reduce((sum, channel) => sum + channel.waiting, 0);
  const lines = [
    `Guarding for ${spanOf(now - Date.parse(startedAt))} by ${counted(profiles, "profile")} with ${counted(rules, "rule")}; ${running}.`,
    ...(dryRun ? ["**Dry run**: nothing is done to any macro."] : []),
    ...(notRecording === null ? [] : [`**Not recording**: ${plain(notRecording)}`]),
    ...(problems === "" ? [] : ["**The policies on disk have errors**; the last good set is in force."]),
    ...mutes.map(
      (mute) =>
        `Muted until ${dayAndTime(mute.until)}: ${name(mute.macro ?? "every macro")}, ${name(mute.rule ?? "every rule")} (${name(mute.reason, 200)})`,
    ),
    ...(waiting === 0 ? [] : [`${counted(waiting, "notification")} not delivered yet.`]),
  ];
  return message(lines.join("\n"));
}

/** In the zone of whoever reads it. */
function dayAndTime(iso: string): string {
  return `<t:${Math.floor(Date.parse(iso) / 1000)}:f>`;
}

function spanOf(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return `${Math.max(0, Math.floor(ms / 1000))}s`;
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours}h ${minutes % 60}m` : `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/** Everyone sees that somebody has stopped a macro. */
export function stoppedAnswer(macros: readonly { readonly macro: string }[], by: string): Message {
  if (macros.length === 0) return message("No macro is running.", true);
  const names = [...new Set(macros.map(({ macro }) => name(macro)))];
  return message(`Stopping ${names.join(", ")}, by order of ${name(by)}.`, true);
}
