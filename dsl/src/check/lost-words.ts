/**
 * Words in text that could not be read. A name that is looked for and not found, but stands among them, was probably
 * meant to be declared there: that error is already reported, and must not invent a second one.
 */

import type { AssertDeclaration, BodyDeclaration, File, TestDeclaration } from "../syntax/ast.ts";
import type { Source, Span } from "../syntax/source.ts";
import { keywordTypes } from "../syntax/tokens.ts";

/** Words outside every declaration and comment. Asked for at every keystroke of a set, of all its files. */
export function unreadWords(file: File): readonly string[] {
  let words = known.get(file.source);
  if (words === undefined) {
    words = wordsOutside(file);
    known.set(file.source, words);
  }
  return words;
}

/** By text: a file that is read again after an edit is the same one. */
const known = new WeakMap<Source, readonly string[]>();

function wordsOutside(file: File): readonly string[] {
  const covered = [...file.declarations, ...file.comments].map((node) => node.span).sort((a, b) => a.start - b.start);
  const gaps: Span[] = [];
  let at = 0;
  for (const span of covered) {
    if (span.start > at) gaps.push({ start: at, end: span.start });
    at = Math.max(at, span.end);
  }
  gaps.push({ start: at, end: file.source.text.length });
  return gaps.flatMap((gap) => wordsIn(file, gap));
}

/** Words in the members or steps of a declaration that could not be read; none with dots, which nothing there declares. */
export function brokenWords(
  file: File,
  declaration: BodyDeclaration | TestDeclaration | AssertDeclaration,
): ReadonlySet<string> {
  const parts = "steps" in declaration ? declaration.steps : declaration.members;
  const words = parts.flatMap((part) => (part.kind === "broken" ? wordsIn(file, part.span) : []));
  return new Set(words.filter((word) => !word.includes(".")));
}

/** What a body declares without a name: one that is looked for and not found may be it. */
export function namelessMembers({ members }: BodyDeclaration): ReadonlySet<"param" | "rule"> {
  return new Set(
    members.flatMap((member) =>
      (member.kind === "param" || member.kind === "rule") && member.name.text === "" ? [member.kind] : [],
    ),
  );
}

/** True for a keyword that stands where a name should: reading it has reported it. */
export function isReserved(name: string): boolean {
  return keywordTypes.has(name);
}

function wordsIn(file: File, span: Span): readonly string[] {
  const text = file.source.text.slice(span.start, span.end);
  return text.match(/[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*/g) ?? [];
}
