/** Where a key or value is to be written in YAML or JSON: found by writing a mark there and reading the text with it. */

import type { Source, Span } from "@macro-engine/dsl";
import {
  type Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
} from "yaml";

export interface YamlCursor {
  /** What is replaced: a plain word, or what stands between quotes. */
  readonly word: Span;
  /** Keys from the root to what the word is in; places in lists as numbers. */
  readonly path: readonly (string | number)[];
  readonly isKey: boolean;
  /** Plain values by key, of every map on the way, outermost first. The word itself is left out. */
  readonly around: readonly ReadonlyMap<string, string>[];
  readonly isQuoted: boolean;
  /** Between braces or brackets. */
  readonly isFlow: boolean;
  readonly isJson: boolean;
  /** A colon follows already. */
  readonly hasColon: boolean;
}

const mark = "\u{1F4CD}";

/** What can be read there: as a key, as a value, or either, the likelier first. Empty in comments. */
export function yamlCursorsAt({ path, text }: Source, offset: number): YamlCursor[] {
  const at = Math.max(0, Math.min(offset, text.length));
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const line = text.slice(lineStart, at);
  if (/(?:^|\s)#/.test(withoutQuoted(line))) return [];
  const quote = openQuote(line);
  const word = quote === null ? plainWord(text, at) : quotedWord(text, lineStart + quote + 1, at, line[quote]!);
  const isQuoted = quote !== null;
  const isJson = /\.json$/i.test(path);
  const after = text.slice(word.end + (isQuoted && /["']/.test(text[word.end] ?? "") ? 1 : 0));
  const hasColon = /^[ \t]*:(?:\s|$)/.test(after) || (isQuoted && /^[ \t]*:/.test(after));
  const before = text.slice(lineStart, word.start - (isQuoted ? 1 : 0));
  const common = { word, isQuoted, isJson, hasColon };
  const asKey = () => read(text, { ...common, isKey: true }, at);
  const asValue = () => read(text, { ...common, isKey: false }, at);
  const isLikelyValue = /[:[]\s*$/.test(before) && !hasColon;
  return (isLikelyValue ? [asValue()] : [asKey(), ...(hasColon ? [] : [asValue()])]).filter((each) => each !== null);
}

function withoutQuoted(line: string): string {
  return line.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, "");
}

/** Index of a quote in a line that nothing closes before its end; an apostrophe within a word is none. */
function openQuote(line: string): number | null {
  let open: number | null = null;
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!;
    if (open === null) {
      if (character === '"' || (character === "'" && !/\w/.test(line[at - 1] ?? ""))) open = at;
    } else if (character === "\\" && line[open] === '"') at++;
    else if (character === line[open]) open = null;
  }
  return open;
}

const plain = /[^\s,[\]{}"'#]/;

function plainWord(text: string, at: number): Span {
  let [start, end] = [at, at];
  const isPart = (index: number) => plain.test(text[index] ?? " ") && !isColon(text, index);
  while (start > 0 && isPart(start - 1)) start--;
  while (end < text.length && isPart(end)) end++;
  return { start, end };
}

/** `20:00` has one that separates nothing. */
function isColon(text: string, at: number): boolean {
  return text[at] === ":" && /[\s,}\]]|^$/.test(text[at + 1] ?? "");
}

function quotedWord(text: string, start: number, at: number, quote: string): Span {
  const lineEnd = /[\r\n]|$/.exec(text.slice(at))!.index + at;
  const close = text.slice(at, lineEnd).indexOf(quote);
  return { start, end: close < 0 ? at : at + close };
}

type Asked = Pick<YamlCursor, "word" | "isKey" | "isQuoted" | "isJson" | "hasColon">;

function read(text: string, asked: Asked, at: number): YamlCursor | null {
  const { word, isKey, isQuoted, hasColon } = asked;
  const closing = isQuoted && !/["']/.test(text[word.end] ?? "") ? text[word.start - 1]! : "";
  const colon = isKey && !hasColon ? ": 0" : "";
  const rest = text.slice(word.end);
  const [quote = ""] = isQuoted && closing === "" ? rest : "";
  const marked = `${text.slice(0, word.start)}${mark}${closing}${quote}${colon}${rest.slice(quote.length)}`;
  const document = parsed(marked);
  const found = document === null ? null : findMark(document);
  return found === null || found.isKey !== isKey || at > word.end ? null : { ...asked, ...found };
}

function parsed(text: string): Document | null {
  try {
    return parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: "silent", strict: false });
  } catch {
    // The library gives up on some texts (nesting that ends its stack) by throwing.
    return null;
  }
}

type Found = Pick<YamlCursor, "path" | "isKey" | "around" | "isFlow">;

function findMark(document: Document): Found | null {
  let found: Found | null = null;
  visit(document, {
    Scalar(key, node, ancestors) {
      if (found !== null || node.value !== mark) return;
      const parents = ancestors as readonly (Document | Node | Pair)[];
      const around = parents.filter((each) => isMap(each)).map(scalarsIn);
      const isFlow = parents.some((each) => (isMap(each) || isSeq(each)) && each.flow === true);
      found = { path: pathOf([...parents, node]), isKey: key === "key", around, isFlow };
    },
  });
  return found;
}

function pathOf(nodes: readonly (Document | Node | Pair)[]): (string | number)[] {
  return nodes.flatMap((each, index): (string | number)[] => {
    const next = nodes[index + 1];
    if (isPair(each) && isScalar(each.key) && next === each.value) return [String(each.key.value)];
    return isSeq(each) && next !== undefined ? [each.items.indexOf(next as never)] : [];
  });
}

function scalarsIn(map: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { key, value } of isMap(map) ? map.items : []) {
    if (!isScalar(key) || key.value === mark) continue;
    found.set(String(key.value), isScalar(value) ? String((value as Scalar).value) : "");
  }
  return found;
}
