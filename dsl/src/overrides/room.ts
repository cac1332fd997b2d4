/** What reading an override file needs: the set, the changes so far, and a place to report to. */

import type { CheckedSet } from "../check/checked-set.ts";
import type { Reporter } from "../check/reporter.ts";
import { nearest } from "../diagnostics/nearest.ts";
import type { ProgramProfile } from "../program/program.ts";
import type { Source, Span } from "../syntax/source.ts";
import type { OverridesMode } from "./apply.ts";
import type { ProfileChange } from "./change.ts";
import type { Entry, MapNode, OverrideNode } from "./document.ts";
import { meaningInDocument } from "./meaning-in-document.ts";
import type { TighteningProofs } from "./tightening-proofs.ts";

export interface OverrideRoom {
  readonly set: CheckedSet;
  /** The set has no errors. */
  readonly sound: boolean;
  /** The profiles as policy alone has them; empty when the set has errors. */
  readonly profiles: readonly ProgramProfile[];
  /** What judges rules under `tighten-only`; null where nothing is to be judged. */
  readonly proofs: TighteningProofs | null;
  readonly mode: OverridesMode;
  readonly reporter: Reporter;
  readonly source: Source;
  readonly changes: Map<string, ProfileChange>;
}

/** What a change begins from, as policy has it: for a profile that a file makes, what governed its macro until now. */
export function startOf(room: OverrideRoom, change: ProfileChange): ProgramProfile | null {
  const name = change.body?.symbol.name;
  return room.profiles.find((profile) => profile.name === name) ?? null;
}

/** The entries of a map by key; anything but a map, unknown keys and repeated ones are reported. */
export function readMap(
  room: OverrideRoom,
  node: OverrideNode,
  what: string,
  known: readonly string[] | null,
): ReadonlyMap<string, Entry> {
  const found = new Map<string, Entry>();
  const map = expectMap(room, node, what);
  for (const entry of map?.entries ?? []) {
    const { key, keySpan } = entry;
    const earlier = found.get(key);
    if (known !== null && !known.includes(key)) reportKey(room, keySpan, key, what, known);
    else if (earlier !== undefined) reportTwice(room, keySpan, key, { file: room.source.path, span: earlier.keySpan });
    else found.set(key, entry);
  }
  return found;
}

function expectMap(room: OverrideRoom, node: OverrideNode, what: string): MapNode | null {
  if (node.kind === "map") return node;
  // A key without a value is a map without entries.
  if (node.kind === "scalar" && node.value === null) return null;
  const parameters = { what, wanted: "a map of names to settings" };
  room.reporter.error(room.source.path, node.span, "syntax-error", "override-shape", parameters);
  return null;
}

function reportKey(room: OverrideRoom, span: Span, key: string, where: string, known: readonly string[]): void {
  const parameters = { key, where, suggestion: nearest(key, known), known: known.join(", ") };
  const extras = meaningInDocument(room.source, span, parameters.suggestion);
  room.reporter.error(room.source.path, span, "misplaced-setting", "override-key", parameters, extras);
}

function reportTwice(room: OverrideRoom, span: Span, key: string, at: { file: string; span: Span }): void {
  const related = [{ message: `\`${key}\` has its value here`, ...at }];
  room.reporter.error(room.source.path, span, "duplicate-setting", "override", { key }, { related });
}

/** Claims a key of a profile for this place; false, and reported, when a file has given it a value already. */
export function claim(room: OverrideRoom, change: ProfileChange, key: string, span: Span): boolean {
  const earlier = change.claims.get(key);
  if (earlier !== undefined) {
    reportTwice(room, span, key.split(".").at(-1)!, earlier);
    return false;
  }
  change.claims.set(key, { file: room.source.path, span });
  return true;
}

/** Why a setting would loosen the policy, and what may stand in its place. */
export interface Laxer {
  readonly reason: string;
  readonly remedy: string;
}

export const leaveOut = "leave it out";

/** Reports what `tighten-only` forbids; true when the setting may stand. */
export function mayStand(room: OverrideRoom, span: Span, key: string, laxer: Laxer | null): boolean {
  if (room.mode !== "tighten-only" || laxer === null) return true;
  room.reporter.error(room.source.path, span, "misplaced-setting", "laxer", { key, ...laxer });
  return false;
}
