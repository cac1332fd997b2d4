/** Turns entries of the original system's files into changes of profiles. */

import { paramDimension } from "../check/constants.ts";
import { convertsTo } from "../check/dimensions.ts";
import { governingProfile } from "../program/match.ts";
import { exactQuantity } from "../program/print.ts";
import type { ProgramProfile, ProgramRule } from "../program/program.ts";
import { positionAt, type Span } from "../syntax/source.ts";
import { dimensions } from "../vocabulary/units.ts";
import { createChange, type ProfileChange } from "./change.ts";
import {
  type OriginalEntry,
  type OriginalLimit,
  originalDefaultDurationS,
  originalLimits,
  type Placed,
} from "./original.ts";
import { claim, type Laxer, mayStand, type OverrideRoom, startOf } from "./room.ts";
import { laxerLevel, laxerParam, laxerPlace, laxerRule } from "./tighten.ts";

export function applyOriginal(room: OverrideRoom, entry: OriginalEntry): void {
  const change = changeOf(room, entry);
  const before = startOf(room, change);
  if (entry.description !== null && claim(room, change, "description", entry.span)) {
    change.description = entry.description;
  }
  applyLevel(room, change, before, entry.level);
  for (const limit of entry.limits) applyLimit(room, change, before, limit.limit, limit);
  applyFlags(room, change, before, entry);
}

/** An id that is no profile's makes one, on what governed that macro until now. */
function changeOf(room: OverrideRoom, entry: OriginalEntry): ProfileChange {
  const known = room.changes.get(entry.macroId);
  if (known !== undefined) return known;
  const { names } = room.set.context;
  const bodyOf = (name: string) => {
    const symbol = names.bodies.get(name);
    return symbol?.declaration.kind === "profile" ? room.set.bodies.get(symbol)! : null;
  };
  const own = bodyOf(entry.macroId);
  const change = own === null ? createProfile(room, entry, bodyOf) : createChange(entry.macroId, own, null);
  room.changes.set(entry.macroId, change);
  return change;
}

function createProfile(
  room: OverrideRoom,
  entry: OriginalEntry,
  bodyOf: (name: string) => ProfileChange["body"],
): ProfileChange {
  const governing = governingProfile({ profiles: room.profiles }, { macro: entry.macroId });
  mayStand(room, entry.span, entry.macroId, laxerPlace(room.profiles, entry.macroId));
  const place = { file: room.source.path, ...positionAt(room.source, entry.span.start) };
  const change = createChange(entry.macroId, governing === null ? null : bodyOf(governing.name), place);
  if (governing === null && !entry.limits.some(({ limit }) => limit.name === "max_duration")) {
    const limit = originalLimits[0];
    change.rules.set(limit.name, limitRule(room, change, limit, originalDefaultDurationS * limit.scale, entry.span));
  }
  return change;
}

function applyLevel(
  room: OverrideRoom,
  change: ProfileChange,
  before: ProgramProfile | null,
  level: Placed<ProgramProfile["level"]> | null,
): void {
  if (level === null || !claim(room, change, "level", level.span)) return;
  const laxer = before === null ? null : laxerLevel(before, level.value);
  if (mayStand(room, level.span, "safety_level", laxer)) change.level = level.value;
}

/** Sets the param of that name where the profile has one, else adds a rule of that name. */
function applyLimit(
  room: OverrideRoom,
  change: ProfileChange,
  before: ProgramProfile | null,
  limit: OriginalLimit,
  { value, span }: Placed<number>,
): void {
  const { name } = limit;
  const param = change.body?.params.get(name);
  if (param === undefined) {
    if (!claim(room, change, `rules.${name}`, span)) return;
    const rule = limitRule(room, change, limit, value, span);
    const replaced = before?.rules.find((other) => other.name === name);
    const acting: ProgramRule = change.cancelsWarn ? { ...rule, action: "warn" } : rule;
    const effect = { ...acting, ...change.actions.get(name) };
    const laxer = replaced === undefined ? null : laxerRule(room, before!, replaced, effect);
    if (mayStand(room, span, name, laxer)) change.rules.set(name, rule);
    return;
  }
  if (!claim(room, change, `set.${name}`, span)) return;
  const dimension = paramDimension(room.set.context, param.symbol);
  if (dimension === "unknown") return;
  // A param may be a plain number that rules hold against a frame rate.
  if (!convertsTo(dimension, limit.dimension)) {
    const text = exactQuantity(value, limit.dimension);
    const parameters = {
      text,
      noun: dimensions[limit.dimension].noun,
      role: `\`${name}\``,
      needed: dimensions[dimension].noun,
    };
    room.reporter.error(room.source.path, span, "unit-mismatch", "needed", parameters);
    return;
  }
  const laxer = laxerParam(room, change, name, value, dimension);
  if (mayStand(room, span, name, laxer)) change.sets.set(name, { value, file: room.source.path, span });
}

function applyFlags(
  room: OverrideRoom,
  change: ProfileChange,
  before: ProgramProfile | null,
  { autoCancel, discordNotify }: OriginalEntry,
): void {
  if (autoCancel !== null && claim(room, change, "auto_cancel_enabled", autoCancel.span)) {
    // A limit of this file may have made a cancel of what the policy only pauses for.
    const acts = ({ name, action, until }: ProgramRule) =>
      action === "cancel" || (change.rules.has(name) && (action !== "warn" || until !== null));
    const laxer = autoCancel.value || !before?.rules.some(acts) ? null : laxerFlag("its cancels would only warn");
    change.cancelsWarn = mayStand(room, autoCancel.span, "auto_cancel_enabled", laxer) && !autoCancel.value;
  }
  if (discordNotify !== null && claim(room, change, "discord_notify", discordNotify.span)) {
    const laxer = discordNotify.value || !tellsDiscord(before) ? null : laxerFlag("cancels would no longer be told");
    if (mayStand(room, discordNotify.span, "discord_notify", laxer)) change.notifyDiscord = discordNotify.value;
  }
}

function laxerFlag(reason: string): Laxer {
  return { reason, remedy: "write `true`" };
}

function tellsDiscord(profile: ProgramProfile | null): boolean {
  const hears = profile?.notify.find((entry) => entry.channel === "discord")?.actions ?? [];
  return hears.includes("cancel") || hears.includes("cancel all");
}

function limitRule(
  room: OverrideRoom,
  change: ProfileChange,
  limit: OriginalLimit,
  value: number,
  span: Span,
): ProgramRule {
  const { metric, operator, dimension, name } = limit;
  const text = `${metric} ${operator} ${exactQuantity(value, dimension)}`;
  return {
    name,
    action: "cancel",
    all: false,
    condition: {
      kind: "compare",
      operator,
      left: { kind: "metric", metric },
      right: { kind: "constant", value },
      dimension,
    },
    holdMs: 0,
    until: null,
    message: null,
    text,
    threshold: text,
    reads: [metric],
    messageReads: [],
    evidence: [metric],
    place: { file: room.source.path, ...positionAt(room.source, span.start) },
    declaredIn: change.profile,
  };
}
