/** Discord, by the webhook of a channel: one embed a notification, within the limits of its API. */

import type { DiscordChannelConfig } from "../../config/config.ts";
import { readSecret } from "../../read-secret.ts";
import type { Channel, Delivered, Letter } from "../channel.ts";
import type { Course } from "../course.ts";
import { cut, plain } from "../discord-text.ts";
import { type Answer, boundedWait, outcomeOf, post } from "../http.ts";
import type { Notification } from "../notification.ts";
import { gravity, oneLine, textOf, titleOf } from "../wording.ts";

/** Of https://discord.com/developers/docs/resources/message: characters; all of a message's embeds together have 6000. */
const limits = { title: 256, description: 4096, fieldName: 256, fieldValue: 1024, footer: 2048 } as const;

const colors = { safe: 0x2e_cc_71, risky: 0xf3_9c_12, dangerous: 0xe7_4c_3c } as const;
const grey = 0x95_a5_a6;

export function discordChannel({ url, timeoutMs }: DiscordChannelConfig): Channel {
  return {
    async deliver(letter) {
      const body = JSON.stringify(messageOf(letter));
      return deliveredBy(await post({ url: awaited(readSecret(url)), headers: {}, body, timeoutMs }));
    },
  };
}

/** The answer then says whether the message was made. */
function awaited(url: string): string {
  if (!URL.canParse(url)) return url;
  const target = new URL(url);
  target.searchParams.set("wait", "true");
  return target.href;
}

/** What is sent. Nobody is pinged, whatever a macro is called. */
function messageOf(letter: Letter): object {
  const embed = letter.kind === "single" ? embedOf(letter.notification, letter.course) : digestEmbed(letter);
  return { username: "macro-engine", embeds: [embed], allowed_mentions: { parse: [] } };
}

function embedOf(notification: Notification, course: Course | null): object {
  const { level, time, dryRun, kind } = notification;
  const fields = kind === "test" ? [] : fieldsOf(notification, course);
  return {
    title: cut(plain(titleOf(notification)), limits.title),
    description: cut(plain(textOf(notification)), limits.description / 2),
    color: kind === "recovered" || kind === "test" ? grey : colors[level],
    timestamp: time,
    fields,
    footer: footerOf(notification, dryRun),
  };
}

function footerOf({ session, sessionName }: Notification, dryRun: boolean): object {
  const record = `session ${oneLine(sessionName ?? session.slice(0, 8))}`;
  return { text: cut(dryRun ? `${record} · dry run` : record, limits.footer / 8) };
}

function fieldsOf(notification: Notification, course: Course | null): object[] {
  const { id, kind, profile, rule, level, threshold, readings } = notification;
  const values = Object.entries(readings).map(([metric, text]) => `${metric} ${text}`);
  return [
    field("Rule", plain(`${profile}.${rule}`), true),
    field("Level", level, true),
    field("Limit", plain(threshold)),
    ...(values.length === 0 ? [] : [field("Values", plain(values.join("\n")))]),
    ...(course === null ? [] : [field(`${course.metric}, ${course.range}`, `\`${course.picture}\``)]),
    ...(kind === "fired" ? [field("More", `\`macro-engine explain ${id}\``)] : []),
  ];
}

function field(name: string, value: string, inline = false): object {
  return { name: cut(plain(name), limits.fieldName), value: cut(value, limits.fieldValue) || "-", inline };
}

function digestEmbed({ digest, notifications }: Letter & { readonly kind: "digest" }): object {
  const gravest = notifications.reduce((worst, each) => (gravity(each) > gravity(worst) ? each : worst));
  const last = notifications.at(-1)!;
  return {
    title: cut(plain(digest.title), limits.title),
    description: cut(digest.lines.map((line) => `- ${plain(line)}`).join("\n"), limits.description),
    color: gravest.kind === "recovered" ? grey : colors[gravest.level],
    timestamp: last.time,
    footer: footerOf(
      last,
      notifications.some(({ dryRun }) => dryRun),
    ),
  };
}

function deliveredBy(answer: Answer | string): Delivered {
  const outcome = outcomeOf(answer);
  if (typeof answer === "string") return outcome;
  const { status, headers, text } = answer;
  // The body is more exact than the header, in fractions of a second.
  if (outcome.kind === "later" && status === 429) return { ...outcome, afterMs: retryAfterIn(text) ?? outcome.afterMs };
  if (outcome.kind === "gone" && goneMeans[status] !== undefined) return { ...outcome, problem: goneMeans[status] };
  if (outcome.kind !== "delivered") return outcome;
  const resetSeconds = Number(headers.get("x-ratelimit-reset-after") ?? Number.NaN);
  const waitMs = headers.get("x-ratelimit-remaining") === "0" ? boundedWait(resetSeconds * 1000) : null;
  return waitMs === null ? outcome : { ...outcome, waitMs };
}

const goneMeans: Readonly<Record<number, string>> = {
  401: "Discord does not take this webhook's token (401): copy its URL anew",
  404: "Discord knows no such webhook (404): it was deleted; make another and name its URL",
};

/** `retry_after` of a 429, ms. */
function retryAfterIn(text: string): number | null {
  try {
    const { retry_after: seconds } = JSON.parse(text) as { retry_after?: unknown };
    return typeof seconds === "number" ? boundedWait(seconds * 1000) : null;
  } catch {
    return null;
  }
}
