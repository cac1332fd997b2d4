/**
 * Renames what stands at a place, in every file of the set. Refused where it would not mean the same afterwards: what is
 * known to collide has its own words, and the renamed set is read again before anything is handed out.
 */

import type { PolicyView } from "../workspace/policy-view.ts";
import { macroPins } from "./macro-pins.ts";
import type { Edit, Place } from "./place.ts";
import { type RenameEdit, whyNotSame } from "./rename-check.ts";
import { whyNotCalled, whyNotRenamed } from "./rename-refusals.ts";
import { type Use, useAt, usesOf } from "./uses.ts";
import { isYamlWord } from "./yaml-names.ts";

export type Renaming = { readonly edits: readonly Edit[] } | { readonly refusal: string };

export type RenameStart = { readonly place: Place; readonly name: string } | { readonly refusal: string };

/** Whether what stands here can be renamed at all; null where no name of anything stands. */
export function prepareRename(view: PolicyView, path: string, offset: number): RenameStart | null {
  const use = useAt(view, path, offset);
  if (use === null) return null;
  const refusal = whyNotRenamed(view, use.subject, usesOf(view, use.subject));
  return refusal === null ? { place: use.place, name: use.subject.name } : { refusal };
}

export function rename(view: PolicyView, path: string, offset: number, newName: string): Renaming | null {
  const use = useAt(view, path, offset);
  if (use === null) return null;
  const { subject } = use;
  if (newName === subject.name) return { edits: [] };
  const uses = usesOf(view, subject);
  const refusal = whyNotRenamed(view, subject, uses) ?? whyNotCalled(view, subject, uses, newName);
  if (refusal !== null) return { refusal };
  const pins = macroPins(view, subject, newName);
  if ("refusal" in pins) return pins;
  const edits = uses.map((each) => editOf(each, newName));
  const changed = whyNotSame(view, subject, [...edits, ...pins.edits], newName);
  return changed === null ? { edits: [...edits, ...pins.edits] } : { refusal: changed };
}

function editOf({ place, written }: Use, newName: string): RenameEdit {
  const needsQuotes = "isQuoted" in written && !written.isQuoted && isYamlWord(newName);
  return { ...place, text: needsQuotes ? `"${newName}"` : newName, nameAt: needsQuotes ? 1 : 0 };
}
