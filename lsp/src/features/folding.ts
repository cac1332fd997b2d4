/** What can be folded away: bodies, long members and steps, runs of comments and of declarations on one line each, regions. */

import { type Comment, type File, lexicalTokens, type ParsedFile, positionAt, type Span } from "@macro-engine/dsl";

export interface Fold {
  /** From the end of the text that stays to the end of what is hidden. */
  readonly span: Span;
  readonly kind: "block" | "comment" | "region";
}

/** Only what spans lines, in the order of the text. */
export function folds({ file }: ParsedFile): readonly Fold[] {
  const found = [...bracedFolds(file), ...itemFolds(file), ...commentFolds(file)];
  const lineOf = (offset: number) => positionAt(file.source, offset).line;
  return found
    .filter(({ span }) => lineOf(span.start) < lineOf(span.end))
    .sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
}

/** By tokens, so that what is being written folds too. An open brace without an end holds nothing together. */
function bracedFolds({ source }: File): Fold[] {
  const found: Fold[] = [];
  const open: number[] = [];
  for (const { kind, text, span } of lexicalTokens(source)) {
    if (kind !== "punctuation") continue;
    if (text === "{") open.push(span.start);
    else if (text === "}") {
      const start = open.pop();
      if (start !== undefined) found.push({ span: { start: start + 1, end: span.start }, kind: "block" });
    }
  }
  return found;
}

/** A member or step of several lines keeps its first one. */
function itemFolds({ declarations, source }: File): Fold[] {
  return declarations.flatMap((declaration) => {
    if (declaration.kind === "schedule") return [foldAfterLine(source.text, declaration.span)];
    const items = "members" in declaration ? declaration.members : "steps" in declaration ? declaration.steps : [];
    return items.flatMap(({ kind, span }) => (kind === "broken" ? [] : [foldAfterLine(source.text, span)]));
  });
}

function foldAfterLine(text: string, { start, end }: Span): Fold {
  const line = /\r?\n/.exec(text.slice(start, end));
  return { span: { start: line === null ? end : start + line.index, end }, kind: "block" };
}

const regionStart = /^#+\s*region\b/;
const regionEnd = /^#+\s*endregion\b/;

function commentFolds({ comments, source }: File): Fold[] {
  const found: Fold[] = [];
  const regions: Comment[] = [];
  let run: Comment[] = [];
  const endRun = () => {
    if (run.length > 1) found.push({ span: { start: run[0]!.span.end, end: run.at(-1)!.span.end }, kind: "comment" });
    run = [];
  };
  for (const comment of comments) {
    const marksRegion = regionStart.test(comment.text) || regionEnd.test(comment.text);
    if (run.length > 0 && !follows(source.text, run.at(-1)!, comment)) endRun();
    if (marksRegion) endRun();
    else if (isAlone(source.text, comment)) run.push(comment);
    if (regionStart.test(comment.text)) regions.push(comment);
    else if (regionEnd.test(comment.text)) {
      const start = regions.pop();
      if (start !== undefined) found.push({ span: { start: start.span.end, end: comment.span.end }, kind: "region" });
    }
  }
  endRun();
  return found;
}

/** On the very next line, with nothing between. */
function follows(text: string, before: Comment, comment: Comment): boolean {
  return /^\r?\n[ \t]*$/.test(text.slice(before.span.end, comment.span.start));
}

function isAlone(text: string, { span }: Comment): boolean {
  const lineStart = text.lastIndexOf("\n", span.start - 1) + 1;
  return text.slice(lineStart, span.start).replace("\ufeff", "").trim() === "";
}
