/** Whether what came over the socket fits the method that it is for: nobody checked it before. */

import { levels } from "@macro-engine/dsl";
import type { ControlMethod } from "./protocol.ts";

type Fields = Readonly<Record<string, unknown>>;
type Check = (fields: Fields) => string | null;

const isText = (value: unknown, most = 4096) => typeof value === "string" && value !== "" && value.length <= most;
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0;
const isCommand = (value: unknown) => Array.isArray(value) && value.every((part) => typeof part === "string");
const isMetrics = (value: unknown) =>
  typeof value === "object" &&
  value !== null &&
  Object.values(value).every((entry) => ["boolean", "string"].includes(typeof entry) || Number.isFinite(entry));
/** Whose readings may be asked for at once: an answer is one message. */
const mostProfiles = 64;
const anything: Check = () => null;
const isLevel = (value: unknown) => levels.some((level) => level === value);
const isTime = (value: unknown) => typeof value === "string" && !Number.isNaN(Date.parse(value));

/** What is wrong with a method's params; null when they fit. */
export const paramChecks: Readonly<Record<ControlMethod, Check>> = {
  ping: anything,
  status: anything,
  reload: anything,
  pause: ({ id }) => (isText(id) ? null : "`id` as a text"),
  resume: ({ id }) => (isText(id) ? null : "`id` as a text"),
  readings: ({ profiles }) =>
    Array.isArray(profiles) && profiles.length <= mostProfiles && profiles.every((name) => isText(name, 256))
      ? null
      : `\`profiles\` as a list of at most ${mostProfiles} names`,
  profiles: anything,
  profile: ({ name }) => (isText(name, 256) ? null : "`name` as a text of 1 to 256 characters"),
  stop: ({ id, all }) =>
    (isText(id) && all === undefined) || (all === true && id === undefined) ? null : "`id`, or `all: true`",
  admit: ({ macro, profile, command }) => {
    if (!isText(macro, 256)) return "`macro` as a text of 1 to 256 characters";
    if (!isCommand(command)) return "`command` as a list of texts";
    return profile === undefined || isText(profile, 256) ? null : "`profile` as a text";
  },
  ended: ({ id, code, signal }) => {
    const fits = isText(id, 64) && (code === null || Number.isInteger(code)) && (signal === null || isText(signal, 16));
    return fits ? null : "`id`, and `code` or `signal`, the other null";
  },
  report: ({ run, metrics, actions, heartbeat }) => {
    if (run !== undefined && !isText(run, 256)) return "`run` as a text";
    if (metrics !== undefined && !isMetrics(metrics))
      return "`metrics` as an object of numbers, truth values and texts";
    if (actions !== undefined && !(typeof actions === "number" && actions >= 0 && Number.isFinite(actions)))
      return "`actions` as a number of 0 or more";
    return heartbeat === undefined || typeof heartbeat === "boolean" ? null : "`heartbeat` as true or false";
  },
  subscribe: ({ run, snapshots }) => {
    if (run !== undefined && !isText(run)) return "`run` as a text";
    return snapshots === undefined || typeof snapshots === "boolean" ? null : "`snapshots` as true or false";
  },
  start: ({ macro, level }) => {
    if (!isText(macro, 256)) return "`macro` as a text of 1 to 256 characters";
    return level === undefined || isLevel(level) ? null : "`level` as safe, risky or dangerous";
  },
  register: ({ macro, title, level, profile, pid, startTime }) => {
    if (!isText(macro, 256)) return "`macro` as a text of 1 to 256 characters";
    if (title !== undefined && !isText(title, 256)) return "`title` as a text of 1 to 256 characters";
    if (level !== undefined && !isLevel(level)) return "`level` as safe, risky or dangerous";
    if (profile !== undefined && !isText(profile, 256)) return "`profile` as a text";
    if (pid !== undefined && !isCount(pid)) return "`pid` as a whole number above 0";
    return startTime === undefined || typeof startTime === "number" ? null : "`startTime` as a number";
  },
  acknowledge: ({ run, order }) => (isText(run, 64) && isText(order, 64) ? null : "`run` and `order` as texts"),
  release: ({ id }) => (isText(id) ? null : "`id` as a text"),
  level: ({ id, level }) => {
    if (!isText(id)) return "`id` as a text";
    return level === null || isLevel(level) ? null : "`level` as safe, risky, dangerous or null";
  },
  mute: ({ macro, rule, from, until, reason, by }) => {
    if (macro !== null && !isText(macro, 256)) return "`macro` as a text, or null for all";
    if (rule !== null && !isText(rule, 256)) return "`rule` as a text, or null for all";
    if (from !== undefined && !isTime(from)) return "`from` as a time such as 2026-01-31T20:00:00Z";
    if (!isTime(until)) return "`until` as a time such as 2026-01-31T20:00:00Z";
    return isText(reason, 1000) && isText(by, 256) ? null : "`reason` and `by` as texts";
  },
  unmute: ({ id, by }) => (isText(id, 64) && isText(by, 256) ? null : "`id` and `by` as texts"),
  mutes: anything,
  check: anything,
  measurements: anything,
  flush: anything,
  beginSession: ({ name }) => (isText(name, 256) ? null : "`name` as a text of 1 to 256 characters"),
  endSession: anything,
  audience: anything,
  serving: ({ dashboard, link, problem, channels }) => {
    const isWord = (value: unknown) => value === null || isText(value);
    return isWord(dashboard) && isWord(link) && isWord(problem) && Array.isArray(channels)
      ? null
      : "`dashboard`, `link` and `problem` as texts or null, and `channels` as a list";
  },
  adopt({ pid, startTime, macro, origin, command, profile, id }) {
    if (!isCount(pid)) return "`pid` as a whole number above 0";
    if (typeof startTime !== "number") return "`startTime` as a number";
    if (!isText(macro, 256)) return "`macro` as a text of 1 to 256 characters";
    if (origin !== "child" && origin !== "attached") return '`origin` as "child" or "attached"';
    if (!isCommand(command)) return "`command` as a list of texts";
    if (id !== undefined && !isText(id, 64)) return "`id` as a text";
    return profile === undefined || isText(profile, 256) ? null : "`profile` as a text";
  },
};
