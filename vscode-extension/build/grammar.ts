/** The TextMate grammar, made from the lexer's own words, units and functions: it cannot drift from the language. */

import { builtInMetrics, dimensions, functions, levels } from "@macro-engine/dsl";
import {
  actionNames,
  assertKeywords,
  claimKeywords,
  dayGroups,
  dayNames,
  declarationKeywords,
  keywordTypes,
  memberKeywords,
  stepKeywords,
  targetNames,
  wordTypes,
} from "../../dsl/src/syntax/tokens.ts";

export interface TextMatePattern {
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly contentName?: string;
  readonly captures?: TextMateCaptures;
  readonly beginCaptures?: TextMateCaptures;
  readonly endCaptures?: TextMateCaptures;
  readonly patterns?: readonly TextMatePattern[];
  readonly include?: string;
}

export type TextMateCaptures = Readonly<
  Record<string, { readonly name?: string; readonly patterns?: readonly TextMatePattern[] }>
>;

export interface TextMateGrammar {
  readonly scopeName: string;
  readonly name: string;
  readonly patterns: readonly TextMatePattern[];
  readonly repository: Readonly<Record<string, { readonly patterns: readonly TextMatePattern[] }>>;
}

const scope = (name: string) => `${name}.macropolicy`;
const include = (...names: readonly string[]) => names.map((name) => ({ include: `#${name}` }));

const name = "[A-Za-z_][A-Za-z0-9_]*";
const dotted = `${name}(?:\\.${name})*`;
/** Only a whole undotted word is a keyword. */
const wordEnd = "(?![A-Za-z0-9_]|\\.[A-Za-z_])";
const anyOf = (words: readonly string[]) => `(?:${words.toSorted(longestFirst).map(escaped).join("|")})`;
const word = (words: readonly string[]) => `(?<![A-Za-z0-9_.])${anyOf(words)}${wordEnd}`;

function longestFirst(a: string, b: string): number {
  return b.length - a.length || (a < b ? -1 : 1);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

const imagesOf = (types: readonly { readonly name: string }[]) => types.map((type) => type.name);

const unreserved = `(?!${anyOf([...keywordTypes.keys()])}${wordEnd})`;

/** Reserved words by what they open; the rest joins the parts of a statement. */
const logical = ["and", "or", "not"];
const constants = ["true", "false"];
const opening = new Set(imagesOf([...declarationKeywords, ...memberKeywords, ...stepKeywords, ...claimKeywords]));
const joining = [...keywordTypes.keys()].filter(
  (image) => !opening.has(image) && ![...logical, ...constants, "missing"].includes(image),
);
/** Words of one place, but for actions, days and targets: `by`, `before`, … */
const small = [...wordTypes.keys()].filter(
  (image) =>
    !keywordTypes.has(image) &&
    ![...actionNames, ...dayNames, ...Object.keys(dayGroups), ...targetNames, "all"].includes(image),
);
const members = imagesOf(memberKeywords).filter((image) => !imagesOf(declarationKeywords).includes(image));
const steps = imagesOf([...stepKeywords, ...assertKeywords]).filter(
  (image) => !imagesOf(declarationKeywords).includes(image),
);

export function grammar(): TextMateGrammar {
  return {
    scopeName: "source.macropolicy",
    name: "Macro policy",
    patterns: include("comment", "message", "declaration", "placed", "string", "expression"),
    repository: {
      comment: { patterns: comments },
      message: { patterns: [messageClause()] },
      declaration: { patterns: declarations() },
      placed: { patterns: placed() },
      string: { patterns: [string] },
      escape: { patterns: escapes },
      expression: { patterns: include("time", "quantity", "function", "keyword", "metric", "name", "operator") },
      time: { patterns: [{ name: scope("constant.numeric.time"), match: "[0-9]+:[0-9][A-Za-z0-9_:]*" }] },
      quantity: { patterns: quantities() },
      function: { patterns: functionCalls() },
      keyword: { patterns: keywordPatterns() },
      metric: { patterns: metrics() },
      name: { patterns: [{ name: scope("variable.other"), match: dotted }] },
      operator: { patterns: operators },
    },
  };
}

const comments: readonly TextMatePattern[] = [
  { name: scope("comment.line.documentation"), match: "##.*$" },
  { name: scope("comment.line.number-sign"), match: "#.*$" },
];

const escapes: readonly TextMatePattern[] = [
  { name: scope("constant.character.escape"), match: '\\\\(?:["\\\\nt{}]|u\\{[0-9A-Fa-f]{1,6}\\})' },
  { name: scope("invalid.illegal.escape"), match: "\\\\." },
];

const quotes = {
  begin: '"',
  end: '"|$',
  beginCaptures: { "0": { name: scope("punctuation.definition.string.begin") } },
  endCaptures: { "0": { name: scope("punctuation.definition.string.end") } },
};

const string: TextMatePattern = {
  name: scope("string.quoted.double"),
  ...quotes,
  patterns: include("escape"),
};

/** Only in a message are braces more than text, and a message may stand on the line below. */
function messageClause(): TextMatePattern {
  return {
    begin: word(["message"]),
    beginCaptures: { "0": { name: scope("keyword.control") } },
    end: '(?<=")|(?=[^\\s"#])',
    patterns: [
      ...include("comment"),
      {
        name: scope("string.interpolated.message"),
        ...quotes,
        patterns: [
          ...include("escape"),
          {
            // A brace that nothing closes before the quote is text.
            begin: '\\{(?=(?:[^"}\\\\]|\\\\.)*\\})',
            end: '\\}|(?=")|$',
            beginCaptures: { "0": { name: scope("punctuation.definition.template-expression.begin") } },
            endCaptures: { "0": { name: scope("punctuation.definition.template-expression.end") } },
            name: scope("meta.template.expression"),
            contentName: "meta.embedded.line.macropolicy",
            patterns: include("expression"),
          },
          { name: scope("invalid.illegal.brace"), match: "[{}]" },
        ],
      },
    ],
  };
}

/** A keyword and the name that it declares. */
function declares(keywordsPattern: string, keywordScope: string, nameScope: string): TextMatePattern {
  return {
    match: `(?<![A-Za-z0-9_.])(${keywordsPattern})\\s+(${unreserved}${dotted})`,
    captures: { "1": { name: scope(keywordScope) }, "2": { name: scope(nameScope) } },
  };
}

function declarations(): TextMatePattern[] {
  return [
    declares("profile|template", "storage.type", "entity.name.type"),
    declares("rule", "storage.type", "entity.name.function"),
    declares("metric", "storage.type", "entity.name.variable.metric"),
    declares("let|schedule", "storage.type", "variable.other.constant"),
    declares("param|set", "storage.modifier", "variable.other.constant"),
  ];
}

/** Ordinary words where they mean something: levels behind `level`, dimensions in `metric NAME: …`. */
function placed(): TextMatePattern[] {
  return [
    {
      match: `${word(["level"])}(\\s+)(${anyOf(levels)})${wordEnd}`,
      captures: { "0": { name: scope("storage.modifier") }, "2": { name: scope("constant.language.level") } },
    },
    {
      match: `(?<=:)\\s*(${anyOf(Object.keys(dimensions))})${wordEnd}`,
      captures: { "1": { name: scope("support.type.dimension") } },
    },
  ];
}

function quantities(): TextMatePattern[] {
  const number = "[0-9](?:_?[0-9])*(?:\\.[0-9](?:_?[0-9])*)?";
  const units = Object.values(dimensions).flatMap((dimension) => Object.keys(dimension.units));
  const bytes = Object.keys(dimensions.bytes.units);
  const slashed = (unit: string) => `${unit}${wordEnd}`;
  const rates = Object.keys(dimensions.rate.units).map(slashed);
  const letters = anyOf(units.filter((unit) => /^[^/%]+$/.test(unit)));
  const perSecond = `${anyOf(bytes)}${slashed("/s")}`;
  const durations = anyOf(Object.keys(dimensions.duration.units));
  const unit = `(?:%|${rates.join("|")}|${perSecond}|${letters}(?:${number}${durations})*)`;
  return [
    {
      name: scope("constant.numeric"),
      match: `${number}(?:%|(?:${unit})?(?![A-Za-z0-9_°\\x{b5}\\x{3bc}%]|\\.[0-9]))`,
      captures: {
        "0": {
          patterns: [{ name: scope("keyword.other.unit"), match: `%|${perSecond}|${letters}|${rates.join("|")}` }],
        },
      },
    },
    { name: scope("invalid.illegal.quantity"), match: `${number}[A-Za-z0-9_°\\x{b5}\\x{3bc}%.]*` },
  ];
}

function functionCalls(): TextMatePattern[] {
  return [
    { name: scope("support.function"), match: `(?<![A-Za-z0-9_.])${anyOf(functions.map((f) => f.name))}(?=\\s*\\()` },
  ];
}

function keywordPatterns(): TextMatePattern[] {
  return [
    { name: scope("storage.type"), match: word([...imagesOf(declarationKeywords), "rule"]) },
    { name: scope("storage.modifier"), match: word(members.filter((image) => image !== "rule")) },
    { name: scope("keyword.other.step"), match: word(steps) },
    { name: scope("keyword.operator.wordlike"), match: word(logical) },
    { name: scope("constant.language"), match: word([...constants, "missing"]) },
    { name: scope("keyword.control"), match: word(joining) },
    // From here on words that may be names elsewhere: an action is none where it is assigned or compared.
    { name: scope("support.constant.action"), match: word([...actionNames, "all"]) },
    { name: scope("constant.language.day"), match: word([...dayNames, ...Object.keys(dayGroups)]) },
    { name: scope("keyword.other.target"), match: word(targetNames) },
    { name: scope("keyword.other.outcome"), match: word(small) },
  ];
}

function metrics(): TextMatePattern[] {
  const names = builtInMetrics.map((metric) => metric.name);
  return [{ name: scope("support.variable.metric"), match: word(names) }];
}

const operators: readonly TextMatePattern[] = [
  { name: scope("keyword.operator.arrow"), match: "->" },
  { name: scope("keyword.operator.comparison"), match: "[<>=!]=|[<>]" },
  { name: scope("keyword.operator.assignment"), match: "=" },
  { name: scope("keyword.operator.arithmetic"), match: "[+\\-*/]" },
  { name: scope("punctuation.section.block"), match: "[{}]" },
  { name: scope("punctuation.section.parens"), match: "[()]" },
  { name: scope("punctuation.separator"), match: "[:,]" },
];
