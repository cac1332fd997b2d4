/** What each word of a policy is, for coloring: from its text, and from what its names stand for. */

import {
  type Comment,
  type FlatBody,
  type LexicalToken,
  lexicalTokens,
  type ParsedFile,
  remembered,
  type Span,
} from "@macro-engine/dsl";
import type { PolicyView } from "../workspace/policy-view.ts";
import { bodyOf } from "./subjects.ts";
import { type WrittenName, writtenNames } from "./written-names.ts";

/** Standard types alone, so that every theme knows them. */
export const semanticTypes = [
  "keyword",
  /** Templates and profiles. */
  "class",
  /** Rules and assertions. */
  "method",
  "function",
  /** Metrics. */
  "property",
  "parameter",
  /** Lets and schedules. */
  "variable",
  /** Actions, levels, days. */
  "enumMember",
  /** Dimensions. */
  "type",
  /** Channels. */
  "namespace",
  "number",
  "string",
  "comment",
  "operator",
] as const;

export const semanticModifiers = [
  "declaration",
  "readonly",
  "defaultLibrary",
  "modification",
  "documentation",
] as const;

export type SemanticType = (typeof semanticTypes)[number];
export type SemanticModifier = (typeof semanticModifiers)[number];

export interface SemanticToken {
  readonly span: Span;
  readonly type: SemanticType;
  readonly modifiers: readonly SemanticModifier[];
}

/** In the order of the text, never overlapping, none of them empty or over the end of a line. */
export function semanticTokens(view: PolicyView, path: string, span?: Span): readonly SemanticToken[] {
  const parsed = view.file(path);
  if (parsed === null) return [];
  const { list } = writtenNames(parsed);
  const tokens: SemanticToken[] = [];
  let at = 0;
  for (const word of wordsOf(parsed)) {
    if (span !== undefined && (word.span.end <= span.start || word.span.start >= span.end)) continue;
    while (at < list.length && list[at]!.span.start < word.span.start) at++;
    const name = list[at];
    const isNamed = name !== undefined && name.span.start === word.span.start && name.span.end === word.span.end;
    const token = word.token ?? nameToken(view, word, isNamed ? name : null);
    if (token !== null) tokens.push({ span: word.span, ...token });
  }
  return tokens;
}

type Kind = Omit<SemanticToken, "span">;

/** A word of the text; `token` null: it depends on what it stands for. */
interface Word {
  readonly span: Span;
  readonly text: string;
  readonly token: Kind | null;
}

const kind = (type: SemanticType, ...modifiers: SemanticModifier[]): Kind => ({ type, modifiers });

const plainKinds: Readonly<Partial<Record<LexicalToken["kind"], Kind>>> = {
  keyword: kind("keyword"),
  quantity: kind("number"),
  time: kind("number"),
  string: kind("string"),
  operator: kind("operator"),
};

const wordOperators: ReadonlySet<string> = new Set(["and", "or", "not"]);

/** Worked out once a file: what the text alone says, comments among the words. */
const wordsOf = remembered(({ file }: ParsedFile): readonly Word[] => {
  const dimensions = new Set<number>();
  const levels = new Set<number>();
  for (const declaration of file.declarations) {
    if (declaration.kind === "metric" && declaration.dimension !== null)
      dimensions.add(declaration.dimension.span.start);
    if (declaration.kind !== "template" && declaration.kind !== "profile") continue;
    for (const member of declaration.members) if (member.kind === "level") levels.add(member.level.span.start);
  }
  const words: Word[] = [];
  const comments = [...file.comments];
  let comment = 0;
  for (const token of lexicalTokens(file.source)) {
    const { span, text } = token;
    while (comment < comments.length && comments[comment]!.span.start < span.start)
      words.push(commentWord(comments[comment++]!));
    if (token.kind === "punctuation" || span.end === span.start) continue;
    words.push({ span, text, token: kindByText(token, dimensions, levels) });
  }
  return words.concat(comments.slice(comment).map(commentWord));
});

function kindByText(
  { kind: lexical, text, span }: LexicalToken,
  dimensions: Set<number>,
  levels: Set<number>,
): Kind | null {
  if (dimensions.has(span.start)) return kind("type");
  if (levels.has(span.start)) return kind("enumMember");
  // A function, where it is called.
  if (text === "missing") return null;
  if (lexical === "keyword" && wordOperators.has(text)) return kind("operator");
  return plainKinds[lexical] ?? null;
}

function commentWord({ span, text, documentation }: Comment): Word {
  return { span, text, token: documentation ? kind("comment", "documentation") : kind("comment") };
}

/** Null for a word that is nothing that is known. */
function nameToken(view: PolicyView, word: Word, name: WrittenName | null): Kind | null {
  if (name === null) return wordToken(word);
  switch (name.place) {
    case "schedule":
    case "let":
      return kind("variable", "declaration", "readonly");
    case "metric":
      return kind("property", "declaration");
    case "template":
    case "profile":
      return kind("class", "declaration");
    case "base":
    case "tested":
      return kind("class");
    case "assert":
    case "rule":
      return kind("method", "declaration");
    case "override":
    case "remove":
      return kind("method", "modification");
    case "by":
      return kind("method");
    case "param":
      return kind("parameter", "declaration", "readonly");
    case "set":
      return kind("parameter", "modification");
    case "function":
      return kind("function", "defaultLibrary");
    case "channel":
      return kind("namespace");
    case "assigned":
      return metricToken(view, name.name, "modification");
    case "value":
      return valueToken(view, name, bodyOf(view.analysis, name.scope));
    case "unread":
      return valueToken(view, name, bodyOf(view.analysis, name.scope)) ?? wordToken(word);
  }
}

function valueToken(view: PolicyView, { name }: WrittenName, body: FlatBody | null): Kind | null {
  const { lets, schedules } = view.analysis.names;
  if (body?.params.has(name)) return kind("parameter", "readonly");
  if (lets.has(name) || schedules.has(name)) return kind("variable", "readonly");
  return metricToken(view, name);
}

function metricToken(view: PolicyView, name: string, ...modifiers: SemanticModifier[]): Kind | null {
  const symbol = view.analysis.names.metrics.get(name);
  if (symbol === undefined) return null;
  return symbol.file === null ? kind("property", ...modifiers, "defaultLibrary") : kind("property", ...modifiers);
}

const members: ReadonlySet<string> = new Set(["warn", "throttle", "pause", "cancel", "all", "clear"]);
const days: ReadonlySet<string> = new Set([
  ...["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
  ...["weekdays", "weekends", "daily"],
]);
const smallWords: ReadonlySet<string> = new Set(["macro", "process", "by", "to", "no", "before", "after", "missing"]);

/** Words of one place, where they are no name. */
function wordToken({ text }: Word): Kind | null {
  if (members.has(text) || days.has(text)) return kind("enumMember");
  return smallWords.has(text) ? kind("keyword") : null;
}
