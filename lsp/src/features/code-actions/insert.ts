/** Where new members and declarations go, so that comments stay with what they are about. */

import {
  type Analysis,
  type BodyDeclaration,
  type Declaration,
  type File,
  type FlatBody,
  keywords,
  type Member,
  type Names,
} from "@macro-engine/dsl";
import type { Edit } from "../place.ts";

const reserved: ReadonlySet<string> = new Set(keywords);

/** A name like `wanted` for a `let`, which no param of any body may have. */
export function freeLetName({ names }: Analysis, wanted: string): string {
  return freeName(names, wanted, (name) => names.params.has(name));
}

/** A name like `wanted` for a param of a body; those of bodies that have nothing to do with it may be the same. */
export function freeParamName(analysis: Analysis, declaration: BodyDeclaration, wanted: string): string {
  const related = relatedBodies(analysis, declaration);
  // A body that cannot be read as it is meant: better a name that nothing has.
  if (related.length === 0) return freeLetName(analysis, wanted);
  return freeName(analysis.names, wanted, (name) => related.some(({ params }) => params.has(name)));
}

/** The same for a rule, whose name only other rules may not have. */
export function freeRuleName(analysis: Analysis, declaration: BodyDeclaration, wanted: string): string {
  const related = relatedBodies(analysis, declaration);
  const isOwn = (name: string) =>
    declaration.members.some((member) => member.kind === "rule" && member.name.text === name);
  const isTaken = (name: string) => isOwn(name) || related.some(({ rules, lost }) => rules.has(name) || lost.has(name));
  return firstFree(wanted, (name) => !isTaken(name));
}

/** The body and all that extend it. */
function relatedBodies({ bodies }: Analysis, declaration: BodyDeclaration): readonly FlatBody[] {
  const own = [...bodies.keys()].find((symbol) => symbol.declaration === declaration);
  return own === undefined ? [] : [...bodies.values()].filter(({ lineage }) => lineage.has(own));
}

function freeName(names: Names, wanted: string, isTaken: (name: string) => boolean): string {
  const isValue = (name: string) => names.metrics.has(name) || names.lets.has(name) || names.schedules.has(name);
  return firstFree(wanted, (name) => !isValue(name) && !isTaken(name) && !reserved.has(name) && !names.lost.has(name));
}

function firstFree(wanted: string, isFree: (name: string) => boolean): string {
  if (isFree(wanted)) return wanted;
  for (let count = 2; ; count++) if (isFree(`${wanted}_${count}`)) return `${wanted}_${count}`;
}

/** A param behind the others of a body, or before its first `set` or rule. */
export function paramInsertion(file: File, body: BodyDeclaration, text: string): Edit & { readonly textStart: number } {
  return memberInsertion(file, body, text, { after: ["param"], before: ["set", "rule", "remove"] });
}

/** `cooldown`, `notify` and their like, behind others of them. */
export function settingInsertion(file: File, body: BodyDeclaration, text: string): Edit {
  const after = ["level", "match", "grace", "cooldown", "notify"] as const;
  const before = ["param", "set", "rule", "remove"] as const;
  const { textStart: _, ...edit } = memberInsertion(file, body, text, { after, before });
  return edit;
}

function memberInsertion(
  file: File,
  body: BodyDeclaration,
  text: string,
  { after, before }: { readonly after: readonly Member["kind"][]; readonly before: readonly Member["kind"][] },
): Edit & { readonly textStart: number } {
  const last = body.members.findLast((member) => after.includes(member.kind));
  if (last !== undefined) return insertion(file, lineEndAfter(file, last.span.end), `${eol(file)}  ${text}`, text);
  const next = body.members.find((member) => before.includes(member.kind));
  if (next !== undefined) {
    const start = startWithComments(file, next.span.start);
    if (start !== null) return insertion(file, start, `  ${text}${eol(file)}`, text);
  }
  // On one line with other members, or in a body without any.
  const brace = file.source.text.indexOf("{", body.header.end);
  const at = brace < 0 ? body.header.end : brace + 1;
  const rest = file.source.text.slice(at);
  return insertion(file, at, `${eol(file)}  ${text}${/^\s*\r?\n/.test(rest) ? "" : eol(file)}`, text);
}

/** A member behind all others; null where the body is not closed. */
export function endInsertion(file: File, body: BodyDeclaration, text: string): Edit | null {
  const { text: all, path } = file.source;
  const brace = body.span.end - 1;
  if (all[brace] !== "}") return null;
  const lineStart = all.lastIndexOf("\n", brace - 1) + 1;
  const isOwnLine = all.slice(lineStart, brace).trim() === "";
  const at = isOwnLine ? lineStart : brace;
  const span = { start: at, end: at };
  return { file: path, span, text: `${isOwnLine ? "" : eol(file)}  ${text}${eol(file)}` };
}

/** A declaration above another one and its comments. */
export function declarationInsertion(
  file: File,
  before: Declaration,
  text: string,
): Edit & { readonly textStart: number } {
  const start = startWithComments(file, before.span.start) ?? before.span.start;
  // Declarations of one line stand together with their like.
  const isAlike = !("members" in before) && text.startsWith(`${before.kind} `);
  return insertion(file, start, text + eol(file) + (isAlike ? "" : eol(file)), text);
}

function insertion(file: File, at: number, text: string, inner: string): Edit & { readonly textStart: number } {
  const lines = text.replace(/\r?\n/g, eol(file));
  const span = { start: at, end: at };
  return { file: file.source.path, span, text: lines, textStart: lines.indexOf(inner.split("\n")[0]!) };
}

function eol({ source }: File): string {
  return /\r?\n/.exec(source.text)?.[0] ?? "\n";
}

/** The end of the line, where nothing but a comment follows; else the offset. */
function lineEndAfter({ source: { text } }: File, offset: number): number {
  const rest = /[ \t]*(?:#[^\r\n]*)?(?=\r?\n|$)/y;
  rest.lastIndex = offset;
  return offset + (rest.exec(text)?.[0].length ?? 0);
}

/** The beginning of a statement's line, or of the comments directly above; null where it does not begin its line. */
export function startWithComments({ source: { text } }: File, offset: number): number | null {
  const mark = text.startsWith("\ufeff") ? 1 : 0;
  let start = Math.max(mark, text.lastIndexOf("\n", offset - 1) + 1);
  if (text.slice(start, offset).trim() !== "") return null;
  while (start > mark) {
    const above = Math.max(mark, text.lastIndexOf("\n", start - 2) + 1);
    if (!/^[ \t]*#/.test(text.slice(above, start))) break;
    start = above;
  }
  return start;
}
