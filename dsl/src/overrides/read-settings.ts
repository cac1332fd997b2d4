/** Reads override files of the engine's own form: `profiles: { heal: { grace: 2s, … } }`. */

import { paramDimension } from "../check/constants.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { isLevel, levels } from "../program/levels.ts";
import type { ProgramProfile, ProgramRule } from "../program/program.ts";
import type { ActionName } from "../syntax/ast.ts";
import { createChange, type ProfileChange } from "./change.ts";
import type { Entry, OverrideNode } from "./document.ts";
import { meaningInDocument } from "./meaning-in-document.ts";
import { readQuantity } from "./quantity.ts";
import { claim, leaveOut, mayStand, type OverrideRoom, readMap, startOf } from "./room.ts";
import { laxerAction, laxerLevel, laxerParam, laxerRule, laxerTime } from "./tighten.ts";

export const profileKeys = ["level", "grace", "cooldown", "set", "rules"] as const;
export const ruleKeys = ["enabled", "action"] as const;
export const overrideActions = ["warn", "throttle", "pause", "cancel", "cancel all"];

export function readSettings(room: OverrideRoom, root: OverrideNode): void {
  const profiles = readMap(room, root, "an override file", ["profiles"]).get("profiles");
  if (profiles === undefined) return;
  for (const entry of readMap(room, profiles.value, "`profiles`", null).values()) {
    const change = changeOf(room, entry);
    if (change !== null) readProfile(room, change, entry);
  }
}

/** The change of a profile, of the set or made by an earlier file; null, and reported, when there is no such profile. */
function changeOf(room: OverrideRoom, { key, keySpan }: Entry): ProfileChange | null {
  const known = room.changes.get(key);
  if (known !== undefined) return known;
  const { names } = room.set.context;
  const symbol = names.bodies.get(key);
  if (symbol?.declaration.kind === "profile") {
    const change = createChange(key, room.set.bodies.get(symbol)!, null);
    room.changes.set(key, change);
    return change;
  }
  if (names.lost.has(key)) return null;
  if (symbol !== undefined) {
    const parameters = { name: key, kind: "a template" };
    room.reporter.error(room.source.path, keySpan, "unknown-profile", "template", parameters);
    return null;
  }
  const profiles = [...names.bodies.values()].filter((body) => body.declaration.kind === "profile");
  const suggestion = nearest(
    key,
    profiles.map((profile) => profile.name),
  );
  const extras = meaningInDocument(room.source, keySpan, suggestion);
  room.reporter.error(room.source.path, keySpan, "unknown-profile", "unknown", { name: key, suggestion }, extras);
  return null;
}

function readProfile(room: OverrideRoom, change: ProfileChange, entry: Entry): void {
  const settings = readMap(room, entry.value, `profile \`${change.profile}\``, profileKeys);
  const before = startOf(room, change);
  // In the order of the file: each is judged on top of those before it.
  for (const setting of settings.values()) {
    if (setting.key === "level") readLevel(room, change, before, setting);
    else if (setting.key === "grace" || setting.key === "cooldown")
      readTime(room, change, before, setting, setting.key);
    else if (setting.key === "set") readSets(room, change, setting.value);
    else readRules(room, change, before, setting.value);
  }
}

function readLevel(room: OverrideRoom, change: ProfileChange, before: ProgramProfile | null, entry: Entry): void {
  if (!claim(room, change, "level", entry.keySpan)) return;
  const name = wordOf(entry.value);
  if (!isLevel(name)) {
    const parameters = { name, suggestion: nearest(name, levels) };
    const extras = meaningInDocument(room.source, entry.value.span, parameters.suggestion);
    room.reporter.error(room.source.path, entry.value.span, "unknown-name", "level", parameters, extras);
    return;
  }
  const laxer = before === null ? null : laxerLevel(before, name);
  if (mayStand(room, entry.value.span, "level", laxer)) change.level = name;
}

function wordOf(node: OverrideNode): string {
  return node.kind === "scalar" ? node.text : node.kind;
}

function readTime(
  room: OverrideRoom,
  change: ProfileChange,
  before: ProgramProfile | null,
  entry: Entry,
  key: "grace" | "cooldown",
): void {
  if (!claim(room, change, key, entry.keySpan)) return;
  const { span } = entry.value;
  const value = readQuantity(room, entry.value, key, "duration", false);
  if (value === null) return;
  if (value < 0) {
    const parameters = { role: `\`${key}\``, text: wordOf(entry.value) };
    room.reporter.error(room.source.path, span, "malformed-quantity", "negative", parameters);
    return;
  }
  const field = key === "grace" ? "graceMs" : "cooldownMs";
  const laxer = before === null ? null : laxerTime(change, key, before[field], value, wordOf(entry.value));
  if (mayStand(room, span, key, laxer)) change[field] = value;
}

function readSets(room: OverrideRoom, change: ProfileChange, node: OverrideNode): void {
  for (const entry of readMap(room, node, "`set`", null).values()) {
    readSet(room, change, entry);
  }
}

function readSet(room: OverrideRoom, change: ProfileChange, entry: Entry): void {
  const { key: name, keySpan, value: node } = entry;
  const param = change.body?.params.get(name);
  if (param === undefined) {
    if (mayBeLost(room, change, name)) return;
    const known = [...(change.body?.params.keys() ?? [])];
    const parameters = {
      name,
      profile: change.profile,
      suggestion: nearest(name, known),
      known: known.join(", "),
    };
    const extras = meaningInDocument(room.source, keySpan, parameters.suggestion);
    room.reporter.error(room.source.path, keySpan, "unknown-param", "override", parameters, extras);
    return;
  }
  if (!claim(room, change, `set.${name}`, keySpan)) return;
  const dimension = paramDimension(room.set.context, param.symbol);
  if (dimension === "unknown") return;
  const value = readQuantity(room, node, name, dimension, true);
  if (value === null) return;
  const laxer = laxerParam(room, change, name, value, dimension, wordOf(node));
  if (mayStand(room, node.span, name, laxer)) {
    change.sets.set(name, { value, file: room.source.path, span: node.span });
  }
}

/** An error of the policy may have swallowed what is not found, or what a made profile began from. */
function mayBeLost({ sound }: OverrideRoom, { body }: ProfileChange, name: string): boolean {
  return body === null ? !sound : body.open || body.lost.has(name);
}

function readRules(room: OverrideRoom, change: ProfileChange, before: ProgramProfile | null, node: OverrideNode): void {
  const known = new Set([...(change.body?.rules.keys() ?? []), ...change.rules.keys()]);
  for (const entry of readMap(room, node, "`rules`", null).values()) {
    const { key: name, keySpan } = entry;
    if (!known.has(name)) {
      if (mayBeLost(room, change, name)) continue;
      const parameters = { name, profile: change.profile, suggestion: nearest(name, known), known: [...known] };
      const extras = meaningInDocument(room.source, keySpan, parameters.suggestion);
      room.reporter.error(room.source.path, keySpan, "unknown-rule", "unknown", parameters, extras);
      continue;
    }
    const settings = readMap(room, entry.value, `rule \`${name}\``, ruleKeys);
    const action = settings.get("action");
    const enabled = settings.get("enabled");
    if (action !== undefined) readAction(room, change, before, name, action);
    if (enabled !== undefined) readEnabled(room, change, name, enabled);
  }
}

function readEnabled(room: OverrideRoom, change: ProfileChange, rule: string, { keySpan, value }: Entry): void {
  if (!claim(room, change, `rules.${rule}.enabled`, keySpan)) return;
  if (value.kind !== "scalar" || typeof value.value !== "boolean") {
    const parameters = { text: wordOf(value), key: "enabled" };
    room.reporter.error(room.source.path, value.span, "not-a-condition", "override", parameters);
    return;
  }
  const off = !value.value;
  const laxer = { reason: `rule \`${rule}\` would not act any more`, remedy: leaveOut };
  if (off && mayStand(room, value.span, "enabled", laxer)) change.disabled.add(rule);
}

function readAction(
  room: OverrideRoom,
  change: ProfileChange,
  before: ProgramProfile | null,
  rule: string,
  { keySpan, value }: Entry,
): void {
  if (!claim(room, change, `rules.${rule}.action`, keySpan)) return;
  const name = wordOf(value);
  const path = room.source.path;
  if (!overrideActions.includes(name)) {
    const suggestion = nearest(name, overrideActions);
    const extras = meaningInDocument(room.source, value.span, suggestion);
    room.reporter.error(path, value.span, "unknown-name", "action", { name, suggestion }, extras);
    return;
  }
  const all = name === "cancel all";
  const action = { action: (all ? "cancel" : name) as ActionName, all };
  const declaration = change.rules.has(rule) ? null : change.body!.rules.get(rule)!.symbol.declaration;
  if (action.action === "cancel" && declaration?.until != null) {
    room.reporter.error(path, value.span, "misplaced-setting", "override-until", { rule });
    return;
  }
  const old = before?.rules.find((other) => other.name === rule);
  const limit = change.rules.get(rule);
  const judge = (from: ProgramRule) =>
    limit === undefined ? laxerAction(rule, from, action) : laxerRule(room, before!, from, { ...limit, ...action });
  const laxer = old === undefined ? null : judge(old);
  if (mayStand(room, value.span, "action", laxer)) change.actions.set(rule, action);
}
