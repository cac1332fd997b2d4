/** Profiles of the set that must change in place: those that files name, and those that would change with them and may not. */

import type { CheckedSet } from "../check/checked-set.ts";
import type { FlatBody } from "../check/inheritance.ts";
import type { BodySymbol } from "../check/symbols.ts";
import type { ProfileChange } from "../overrides/change.ts";
import { documentedSpan, type Edit, edited, editsOf } from "./edit-profile.ts";
import { writtenOutProfile } from "./profile-text.ts";

export interface ReplacedProfile {
  readonly symbol: BodySymbol;
  /** The new declaration, documentation included. */
  readonly text: string;
  /** Of its file. */
  readonly edits: readonly Edit[];
}

type Changes = ReadonlyMap<string, ProfileChange>;

export function replacements(set: CheckedSet, changes: Changes): ReplacedProfile[] {
  const profiles = [...set.bodies.values()].filter(({ symbol }) => symbol.declaration.kind === "profile");
  return profiles.flatMap((body): ReplacedProfile[] => {
    const change = changes.get(body.symbol.name);
    const own = isChanged(change) && change.madeAt === null ? change : null;
    const onItsOwn = restsOnChanged(body, changes);
    if (own === null && !onItsOwn) return [];
    const edits = own === null || onItsOwn ? null : editsOf(set, own, body);
    return [edits === null ? writtenOut(set, own, body) : editedInPlace(body, edits)];
  });
}

/** Whether a base of it, however far, is a profile that a file changes. */
export function restsOnChanged(body: FlatBody, changes: Changes): boolean {
  return [...body.lineage].some((symbol) => {
    const change = changes.get(symbol.name);
    return symbol !== body.symbol && change?.madeAt === null && isChanged(change);
  });
}

export function isChanged(change: ProfileChange | undefined): change is ProfileChange {
  if (change === undefined) return false;
  const { level, description, cancelsWarn, notifyDiscord, sets, rules } = change;
  const given = level !== null || description !== null || notifyDiscord !== null;
  return given || cancelsWarn || sets.size > 0 || rules.size > 0;
}

function editedInPlace({ symbol }: FlatBody, edits: readonly Edit[]): ReplacedProfile {
  const { start, end } = documentedSpan(symbol.file, symbol.declaration);
  const shown = edits.map(({ span, text }) => ({ span: { start: span.start - start, end: span.end - start }, text }));
  return { symbol, text: edited(symbol.file.source.text.slice(start, end), shown), edits };
}

/** Its bases and its comments are gone: what it comes to stands there. */
function writtenOut(set: CheckedSet, change: ProfileChange | null, body: FlatBody): ReplacedProfile {
  const { symbol } = body;
  const { members, documentation } = symbol.declaration;
  const matches = members.flatMap((member) =>
    member.kind === "match" ? [symbol.file.source.text.slice(member.span.start, member.span.end)] : [],
  );
  const head = { name: symbol.name, comments: [], matches };
  const text = writtenOutProfile(set, head, change, body, change?.description ?? documentation);
  return { symbol, text, edits: [{ span: documentedSpan(symbol.file, symbol.declaration), text }] };
}
