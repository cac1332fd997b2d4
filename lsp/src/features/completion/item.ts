/** What completion answers with. */

import type { Span } from "@macro-engine/dsl";

export type ItemKind =
  | "keyword"
  | "word"
  | "operator"
  | "metric"
  | "function"
  | "param"
  | "let"
  | "schedule"
  | "template"
  | "profile"
  | "rule"
  | "channel"
  | "dimension"
  | "quantity"
  | "text"
  | "lint-code"
  | "key"
  | "value"
  | "file"
  | "folder";

/** What an item's documentation is about; it is written when somebody looks at the item. */
export type About =
  | { readonly kind: "metric" | "function" | "let" | "schedule" | "body" | "word" | "lint-code"; readonly name: string }
  | { readonly kind: "param" | "rule"; readonly name: string; readonly body: string }
  /** Markdown that is known already. */
  | { readonly kind: "markdown"; readonly text: string };

export interface Item {
  readonly kind: ItemKind;
  readonly label: string;
  /** Beside the label: a signature, a dimension, a value. */
  readonly detail: string | null;
  /** What takes the place of the word. */
  readonly text: string;
  /** The same with fields to fill in, in the syntax of the protocol; null: `text` is all. */
  readonly snippet: string | null;
  readonly about: About | null;
  /** The least is offered first. */
  readonly order: number;
}

export interface Completion {
  /** What an item replaces. */
  readonly span: Span;
  /** Where the cursor is in it: what an insertion leaves behind itself. */
  readonly cursor: number;
  readonly items: readonly Item[];
}

export function item(kind: ItemKind, label: string, order: number, rest: Partial<Item> = {}): Item {
  return { kind, label, order, detail: null, text: label, snippet: null, about: null, ...rest };
}

/** Text as it stands within a snippet, outside of its fields. */
export function escaped(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}

/** A field of a snippet with a proposal in it. */
export function field(index: number, text: string): string {
  return `\${${index}:${escaped(text)}}`;
}

/** What is written in another field, once more. */
export function same(index: number): string {
  return `\${${index}}`;
}

/** A field of which one of some words is chosen. */
export function choice(index: number, words: readonly string[]): string {
  return `\${${index}|${words.map((word) => word.replace(/[\\,|]/g, "\\$&")).join(",")}|}`;
}
