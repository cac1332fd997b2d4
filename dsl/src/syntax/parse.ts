/** Text to tree. */

import type { Rule } from "chevrotain";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { File } from "./ast.ts";
import { PolicyParser } from "./grammar.ts";
import { lex } from "./lexer.ts";
import type { Source } from "./source.ts";

export interface ParsedFile {
  readonly file: File;
  /** What is wrong with its text and syntax, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Made once: the analysis of the grammar takes longer than reading a file. Holds nothing between two files that matters. */
const parser = new PolicyParser();

/** Reads a policy file. Never throws: what cannot be read is reported and left out, the rest is in the tree. */
export function parse(source: Source): ParsedFile {
  const lexed = lex(source);
  const { declarations, diagnostics } = parser.read(source, lexed);
  const file: File = {
    kind: "file",
    source,
    span: { start: 0, end: source.text.length },
    declarations,
    comments: lexed.comments,
  };
  const all = [...lexed.diagnostics, ...diagnostics].sort(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end,
  );
  return { file, diagnostics: all };
}

/** A rule of the grammar as data. */
export function grammarRule(name: string): Rule {
  const rule = parser.getGAstProductions()[name];
  if (rule === undefined) throw new Error(`the grammar has no rule \`${name}\``);
  return rule;
}
