/** Text to tree. */

import type { Rule } from "chevrotain";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Comment, Declaration, File } from "./ast.ts";
import { PolicyParser } from "./grammar.ts";
import { lex } from "./lexer.ts";
import type { Source, Span } from "./source.ts";

export interface ParsedFile {
  readonly file: File;
  /** What is wrong with its text and syntax, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Of a file, or of a part of it. */
export interface ParsedText {
  readonly declarations: readonly Declaration[];
  readonly comments: readonly Comment[];
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Made once: the analysis of the grammar takes longer than reading a file. Holds nothing between two files that matters. */
const parser = new PolicyParser();

const freelyRead = new WeakSet<Declaration>();

/** Reads a policy file. Never throws: what cannot be read is reported and left out, the rest is in the tree. */
export function parse(source: Source): ParsedFile {
  const { declarations, comments, diagnostics } = parseText(source);
  const span = { start: 0, end: source.text.length };
  return { file: { kind: "file", source, span, declarations, comments }, diagnostics };
}

/** Reads what stands from one token to the end of another, as if there were nothing else. */
export function parseText(source: Source, part?: Span): ParsedText {
  const lexed = lex(source, part);
  const { declarations, freely, diagnostics: ofSyntax } = parser.read(source, lexed);
  for (const declaration of freely) freelyRead.add(declaration);
  const diagnostics = [...lexed.diagnostics, ...ofSyntax].sort(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end,
  );
  return { declarations, comments: lexed.comments, diagnostics };
}

/** True where nothing that stands before a declaration has to do with how it was read. */
export function isReadFreely(declaration: Declaration): boolean {
  return freelyRead.has(declaration);
}

/** A rule of the grammar as data. */
export function grammarRule(name: string): Rule {
  const rule = parser.getGAstProductions()[name];
  if (rule === undefined) throw new Error(`the grammar has no rule \`${name}\``);
  return rule;
}
