/**
 * Finds what a formatter must leave alone: text that could not be read, in whole lines, since what recovery makes of it
 * depends on where lines begin.
 */

import type { AssertStep, Declaration, File, Member, Step } from "../syntax/ast.ts";
import { endOf } from "../syntax/build-ast.ts";
import type { ParsedFile } from "../syntax/parse.ts";
import type { Span } from "../syntax/source.ts";
import * as tokens from "../syntax/tokens.ts";
import { type Node, walk } from "../syntax/walk.ts";
import { firstFrom, type Pieces } from "./token-reader.ts";

/** The braces of a declaration, by where the opening one ends and the closing one starts; null where one is missing. */
export function bracesOf(declaration: Declaration, pieces: Pieces): { open: number; close: number } | null {
  const from = firstFrom(pieces.tokens, (token) => token.startOffset, declaration.span.start);
  const to = firstFrom(pieces.tokens, (token) => token.startOffset, declaration.span.end);
  const last = pieces.tokens[to - 1];
  for (let at = from; at < to - 1; at++) {
    if (pieces.tokens[at]!.tokenType !== tokens.LeftBrace) continue;
    return last?.tokenType === tokens.RightBrace ? { open: endOf(pieces.tokens[at]!), close: last.startOffset } : null;
  }
  return null;
}

/** Members or steps; null for a declaration without braces. */
function partsOf(declaration: Declaration): readonly (Member | Step | AssertStep)[] | null {
  if ("members" in declaration) return declaration.members;
  return "steps" in declaration ? declaration.steps : null;
}

/** What is left alone as a whole when it is touched; `whole` is the declaration that goes with it. */
interface Unit {
  readonly span: Span;
  readonly whole: Span;
  /** Its braces are not where they should be. */
  readonly broken?: boolean;
}

/** What is left alone for an error in it: the member, or the declaration with all its members. */
type Grain = "members" | "declarations";

/** Regions of whole lines in the order of the text, apart from each other. */
export function untouchedRegions({ file, diagnostics }: ParsedFile, pieces: Pieces, grain: Grain): readonly Span[] {
  const reported: Span[] = diagnostics.flatMap(({ span, fixes }) => [
    span,
    ...fixes.flatMap(({ edits }) => edits.map((edit) => edit.span)),
  ]);
  const units = file.declarations.flatMap((declaration) => unitsOf(declaration, pieces, grain));
  const broken = file.declarations.filter((declaration) => !isWhole(declaration));
  const damage = [
    ...reported,
    ...broken
      .flatMap((declaration) => (partsOf(declaration) ?? [declaration]).filter((part) => !isWhole(part)))
      .map(spanOf),
    ...units.filter((unit) => unit.broken).map(({ whole }) => whole),
    ...unreadTokens(units, pieces),
  ];
  return damage.length === 0 ? [] : grown(damage, units, file);
}

const spanOf = ({ span }: Node) => span;

/** Of a declaration with braces, what is around them and each part between them. */
function unitsOf(declaration: Declaration, pieces: Pieces, grain: Grain): Unit[] {
  const { span } = declaration;
  const parts = partsOf(declaration);
  const braces = parts === null ? null : bracesOf(declaration, pieces);
  const isBroken = parts !== null && braces === null;
  if (parts === null || braces === null || grain === "declarations") return [{ span, whole: span, broken: isBroken }];
  return [
    { span: { start: span.start, end: braces.open }, whole: span },
    ...parts.map((part) => ({ span: part.span, whole: part.span })),
    { span: { start: braces.close, end: span.end }, whole: span },
  ];
}

/** False where something is missing, be it reported or put down to another error. */
function isWhole(node: Node): boolean {
  let whole = true;
  walk(node, (inner) => {
    if (inner.kind === "error" || inner.kind === "broken") whole = false;
    else if (inner.kind === "name") whole &&= inner.text !== "";
    else if (inner.kind === "rule") whole &&= inner.action !== null;
    else if (inner.kind === "metric") whole &&= inner.dimension !== null;
    return whole;
  });
  return whole;
}

/** Tokens that belong to nothing. */
function unreadTokens(units: readonly Unit[], { tokens: all }: Pieces): Span[] {
  const sorted = [...units].sort((a, b) => a.span.start - b.span.start);
  const unread: Span[] = [];
  let at = 0;
  for (const token of all) {
    while (at < sorted.length && sorted[at]!.span.end <= token.startOffset) at++;
    const unit = sorted[at];
    const isRead = unit !== undefined && unit.span.start <= token.startOffset && endOf(token) <= unit.span.end;
    if (!isRead) unread.push({ start: token.startOffset, end: endOf(token) });
  }
  return unread;
}

/** Grows spans to whole lines and whole units, until nothing is cut. */
function grown(damage: readonly Span[], units: readonly Unit[], file: File): readonly Span[] {
  const { text } = file.source;
  const lines = ({ start, end }: Span): Span => {
    const next = text.indexOf("\n", Math.max(start, end));
    const lineEnd = next < 0 ? text.length : next;
    const isCrlf = text.charCodeAt(lineEnd - 1) === 13 && next >= 0;
    // A byte order mark belongs to no line.
    const lineStart = Math.max(text.lastIndexOf("\n", start - 1) + 1, text.startsWith("\ufeff") ? 1 : 0);
    return { start: lineStart, end: isCrlf ? Math.max(end, lineEnd - 1) : lineEnd };
  };
  let regions: readonly Span[] = linesOf(damage, lines);
  for (;;) {
    const cut = units.filter(({ span, whole }) => {
      const region = overlapping(regions, span);
      return region !== undefined && !(region.start <= whole.start && whole.end <= region.end);
    });
    if (cut.length === 0) return regions;
    regions = merged([...regions, ...cut.map(({ whole }) => lines(whole))]);
  }
}

/** Whole lines around each; a line that holds many is looked for once. */
function linesOf(damage: readonly Span[], lines: (span: Span) => Span): readonly Span[] {
  const result: Span[] = [];
  for (const span of damage.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last === undefined || span.start < last.start || span.end > last.end) result.push(lines(span));
  }
  return merged(result);
}

/** The last of sorted regions that a span has to do with. */
function overlapping(regions: readonly Span[], { start, end }: Span): Span | undefined {
  const region = regions[firstFrom(regions, (other) => other.start, end) - 1];
  return region !== undefined && start < region.end ? region : undefined;
}

/** Those that touch become one. */
function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last === undefined || last.end < span.start) result.push(span);
    else result[result.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
  }
  return result;
}
