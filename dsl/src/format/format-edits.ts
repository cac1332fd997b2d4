/** Formatting as the edits that an editor makes: blanks and line ends alone, so that cursors and marks stay where they are. */

import { endOf } from "../syntax/build-ast.ts";
import { lex } from "../syntax/lexer.ts";
import { type ParsedFile, parse } from "../syntax/parse.ts";
import type { Source, Span } from "../syntax/source.ts";
import { type FormatOptions, format } from "./format.ts";
import { commentText } from "./token-reader.ts";

export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

export interface FormatEditsOptions extends FormatOptions {
  /** Only the declarations without a body, members and steps that this touches, with the lines around them. */
  readonly range?: Span;
}

/** What makes a file's text that of `format`, in the order of the text, apart from each other. */
export function formatEdits(input: ParsedFile | Source, options: FormatEditsOptions = {}): readonly TextEdit[] {
  const parsed = "text" in input ? parse(input) : input;
  const { source } = parsed.file;
  const formatted = format(parsed, options);
  if (formatted === source.text) return [];
  const edits = gapEdits(source, { ...source, text: formatted });
  if (options.range === undefined) return edits;
  const range = widened(parsed, options.range);
  return edits.filter(({ span }) => range.start <= span.end && span.start <= range.end);
}

interface Word {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Tokens and comments in the order of the text. */
function wordsOf(source: Source): Word[] {
  const { tokens, comments } = lex(source);
  const words = tokens.map((token): Word => {
    const end = endOf(token);
    return { start: token.startOffset, end, text: source.text.slice(token.startOffset, end) };
  });
  for (const comment of comments) {
    const text = commentText(comment);
    words.push({ start: comment.span.start, end: comment.span.start + text.length, text });
  }
  return words.sort((a, b) => a.start - b.start);
}

/** An edit for each stretch between two words of both texts that differs; parentheses may be of one text alone. */
function gapEdits(before: Source, after: Source): TextEdit[] {
  const [old, fresh] = [wordsOf(before), wordsOf(after)];
  const edits: TextEdit[] = [];
  let [oldEnd, freshEnd] = [0, 0];
  let [i, j] = [0, 0];
  const take = (oldStart: number, freshStart: number) => {
    const text = after.text.slice(freshEnd, freshStart);
    if (before.text.slice(oldEnd, oldStart) !== text) edits.push({ span: { start: oldEnd, end: oldStart }, text });
  };
  for (;;) {
    while (i < old.length && j < fresh.length && old[i]!.text !== fresh[j]!.text) {
      if (isParenthesis(fresh[j]!)) j++;
      else i++;
    }
    const [oldWord, freshWord] = [old[i++], fresh[j++]];
    if (oldWord === undefined || freshWord === undefined) break;
    take(oldWord.start, freshWord.start);
    [oldEnd, freshEnd] = [oldWord.end, freshWord.end];
  }
  take(before.text.length, after.text.length);
  return edits;
}

function isParenthesis({ text }: Word): boolean {
  return text === "(" || text === ")";
}

/** To the ends of the members, steps and declarations without a body that a range touches: their parentheses go in pairs. */
function widened({ file }: ParsedFile, { start, end }: Span): Span {
  const parts = file.declarations.flatMap((declaration): readonly { readonly span: Span }[] => {
    if ("members" in declaration) return declaration.members;
    return "steps" in declaration ? declaration.steps : [declaration];
  });
  const touched = parts.filter(({ span }) => span.start <= end && start <= span.end);
  const starts = touched.map(({ span }) => span.start);
  const ends = touched.map(({ span }) => span.end);
  return { start: Math.min(start, ...starts), end: Math.max(end, ...ends) };
}
