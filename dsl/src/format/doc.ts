/** Text that does not know yet where its lines end, and the printer that decides it (after Wadler, "A prettier printer"). */

import { displayWidth } from "../diagnostics/text-width.ts";

/**
 * A string holds no line breaks. A group is printed on one line where that fits; where not, each line directly in it is
 * broken. A fill breaks only those of its lines behind which too much follows.
 */
export type Doc =
  | string
  | readonly Doc[]
  | { readonly kind: "group" | "indent"; readonly inner: Doc }
  /** Parts with lines between them: part, line, part, …. */
  | { readonly kind: "fill"; readonly parts: readonly Doc[] }
  /** `flat` is what it is where it is not broken; null: it is always broken. */
  | { readonly kind: "line"; readonly flat: string | null }
  /** A comment at the end of a line, which counts for no width: a line is not broken for it. */
  | { readonly kind: "comment"; readonly text: string };

/** A blank, or a line break. */
export const line: Doc = { kind: "line", flat: " " };
/** Nothing, or a line break. */
export const softLine: Doc = { kind: "line", flat: "" };
export const hardLine: Doc = { kind: "line", flat: null };

export function group(...inner: readonly Doc[]): Doc {
  return { kind: "group", inner };
}

export function indent(...inner: readonly Doc[]): Doc {
  return { kind: "indent", inner };
}

export function fill(parts: readonly Doc[]): Doc {
  return { kind: "fill", parts };
}

/** The text on one line; null where it must be broken. */
export function flatText(doc: Doc): string | null {
  if (typeof doc === "string") return doc;
  if (isList(doc)) return joinedText(doc);
  switch (doc.kind) {
    case "group":
    case "indent":
      return flatText(doc.inner);
    case "fill":
      return joinedText(doc.parts);
    case "line":
      return doc.flat;
    case "comment":
      return null;
  }
}

function joinedText(docs: readonly Doc[]): string | null {
  let text = "";
  for (const doc of docs) {
    const part = flatText(doc);
    if (part === null) return null;
    text += part;
  }
  return text;
}

function isList(doc: Doc | FillRest): doc is readonly Doc[] {
  return Array.isArray(doc);
}

/** The rest of a fill, from one of its lines on. */
interface FillRest {
  readonly kind: "fill-rest";
  readonly parts: readonly Doc[];
  readonly at: number;
}

/** What is to be printed: with its indentation, and whether its own lines are broken. */
interface Pending {
  readonly doc: Doc | FillRest;
  readonly depth: number;
  readonly broken: boolean;
}

/** Prints from the first column of `depth` on, whose indentation is not printed. Lines are separated by `\n`. */
export function print(doc: Doc, width: number, depth: number): string {
  return new Printer(width, depth).print(doc);
}

class Printer {
  private text = "";
  private column: number;
  private readonly width: number;
  private readonly depth: number;
  private readonly stack: Pending[] = [];

  constructor(width: number, depth: number) {
    this.width = width;
    this.depth = depth;
    this.column = depth * 2;
  }

  print(doc: Doc): string {
    this.stack.push({ doc, depth: this.depth, broken: true });
    for (let next = this.stack.pop(); next !== undefined; next = this.stack.pop()) this.printOne(next);
    return this.text;
  }

  private printOne({ doc, depth, broken }: Pending): void {
    if (typeof doc === "string") this.write(doc);
    else if (isList(doc)) pushAll(this.stack, doc, depth, broken);
    else {
      switch (doc.kind) {
        case "comment":
          this.text += doc.text;
          return;
        case "indent":
          this.stack.push({ doc: doc.inner, depth: depth + 1, broken });
          return;
        case "group":
          this.stack.push({ doc: doc.inner, depth, broken: broken && !this.fits(doc.inner) });
          return;
        case "fill":
          pushFill(this.stack, doc.parts, depth, broken);
          return;
        case "fill-rest":
          this.printFillRest(doc, depth, broken);
          return;
        case "line":
          if (!broken && doc.flat !== null) this.write(doc.flat);
          else this.breakLine(depth);
      }
    }
  }

  private write(text: string): void {
    this.text += text;
    this.column += displayWidth(text);
  }

  private breakLine(depth: number): void {
    this.text += `\n${"  ".repeat(depth)}`;
    this.column = depth * 2;
  }

  private printFillRest({ parts, at }: FillRest, depth: number, broken: boolean): void {
    const [separator = "", part = ""] = parts.slice(at, at + 2);
    if (at + 2 < parts.length) this.stack.push({ doc: { kind: "fill-rest", parts, at: at + 2 }, depth, broken });
    const breaks = broken && !this.fits([separator, part]);
    this.stack.push({ doc: group(part), depth, broken });
    this.stack.push({ doc: separator, depth, broken: breaks });
  }

  /** Whether this, on one line, and what follows it up to where a line may end, does not go beyond the width. */
  private fits(doc: Doc): boolean {
    let left = this.width - this.column;
    const own: Pending[] = [{ doc, depth: 0, broken: false }];
    let behind = this.stack.length;
    while (left >= 0) {
      const next = own.pop() ?? this.stack[--behind];
      if (next === undefined) return true;
      if (typeof next.doc === "string") left -= displayWidth(next.doc);
      else if (isList(next.doc)) pushAll(own, next.doc, 0, next.broken);
      else if (next.doc.kind === "line") {
        // On a line of its own nothing is in the way; a line that is always broken leaves no one line.
        if (next.broken) return true;
        if (next.doc.flat === null) return false;
        left -= next.doc.flat.length;
      } else if (next.doc.kind === "fill") pushFill(own, next.doc.parts, 0, next.broken);
      else if (next.doc.kind === "fill-rest") pushAll(own, next.doc.parts.slice(next.doc.at), 0, next.broken);
      else if (next.doc.kind !== "comment") own.push({ ...next, doc: next.doc.inner });
    }
    return false;
  }
}

function pushAll(stack: Pending[], docs: readonly Doc[], depth: number, broken: boolean): void {
  for (let at = docs.length - 1; at >= 0; at--) stack.push({ doc: docs[at]!, depth, broken });
}

function pushFill(stack: Pending[], parts: readonly Doc[], depth: number, broken: boolean): void {
  if (parts.length > 1) stack.push({ doc: { kind: "fill-rest", parts, at: 1 }, depth, broken });
  if (parts.length > 0) stack.push({ doc: group(parts[0]!), depth, broken });
}
