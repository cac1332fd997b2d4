/** Writes tokens as a text: plainly, or with blanks, line breaks and comments wherever they may stand. */

import type { Random } from "./random.ts";
import type { Tokens } from "./random-expressions.ts";

/** A statement or a brace, with its depth; `documentation` stands in `##` comments directly above it. */
export interface Line {
  readonly depth: number;
  readonly tokens: Tokens;
  readonly documentation?: readonly string[];
}

const comments = [
  "# a word about it",
  "#",
  "#tight",
  "## looks like documentation",
  '# "quoted" { } ( and profile',
  "# lint-ignore no-cancel because it is a test",
  "#   far   in",
  "# ünïcode 😀",
];

/** One statement a line, one blank between tokens. */
export function plainLayout(lines: readonly Line[]): string {
  return lines
    .map(({ depth, tokens, documentation = [] }) => {
      const indent = "  ".repeat(depth);
      return [...documentation.map((text) => `${indent}## ${text}\n`), `${indent}${joined(tokens)}\n`].join("");
    })
    .join("");
}

function joined(tokens: Tokens): string {
  return tokens
    .join(" ")
    .replace(/ ([,:)])/g, "$1")
    .replace(/\b(?!(?:and|or|not|when|until|for)\b)([a-z]\w*) \(/g, "$1(")
    .replace(/\( /g, "(");
}

/** The same tokens in whatever layout; sometimes with Windows line ends and a byte order mark. */
export function wildLayout(random: Random, lines: readonly Line[]): string {
  const style = random.pick<Style>([
    { breaks: 0.02, comments: 0.01, glue: 0.1 },
    { breaks: 0.15, comments: 0.03, glue: 0.5 },
    { breaks: 0.4, comments: 0.1, glue: 0.5 },
    { breaks: 0.02, comments: 0, glue: 1 },
  ]);
  let text = random.chance(0.3) ? blankLines(random, style) : "";
  let before: string | null = null;
  for (const { tokens, documentation = [] } of lines) {
    if (documentation.length > 0) {
      text += `${before === null || text.endsWith("\n") ? "" : "\n"}${documentation.map((line) => `## ${line}\n`).join("")}`;
      before = null;
    } else if (before !== null)
      text += random.chance(0.7) ? ending(random, style) : separator(random, style, before, tokens[0]!);
    for (const [index, token] of tokens.entries()) {
      if (index > 0) text += separator(random, style, before!, token);
      text += token;
      before = token;
    }
  }
  text += random.pick(["", "\n", "\n\n\n", " \n", "\n# the end", " # the end\n"]);
  if (random.chance(0.2)) text = text.replaceAll("\n", "\r\n");
  return random.chance(0.1) ? `\ufeff${text}` : text;
}

interface Style {
  readonly breaks: number;
  readonly comments: number;
  /** How often blanks are left out where they may be. */
  readonly glue: number;
}

/** Between two statements. */
function ending(random: Random, style: Style): string {
  const trailing = random.chance(style.comments * 3) ? `${blank(random)}${random.pick(comments)}` : "";
  return `${trailing}\n${blankLines(random, style)}`;
}

function blankLines(random: Random, style: Style): string {
  let text = "\n".repeat(random.pick([0, 0, 0, 1, 1, 2, 5]));
  while (random.chance(style.comments * 3)) {
    text += `${blank(random)}${random.pick(comments)}\n${"\n".repeat(random.pick([0, 0, 1, 3]))}`;
  }
  return text + random.pick(["", "", "  ", "\t", "      "]);
}

/** Between two tokens. */
function separator(random: Random, style: Style, before: string, after: string): string {
  if (random.chance(style.comments)) return `${blank(random)}${random.pick(comments)}\n${blankLines(random, style)}`;
  if (random.chance(style.breaks)) return `\n${blankLines(random, style)}`;
  if (random.chance(style.glue) && mayTouch(before, after)) return "";
  return random.pick([" ", " ", " ", "  ", "\t", "     "]);
}

function blank(random: Random): string {
  return random.pick(["", " ", " ", "   ", "\t"]);
}

/** Punctuation needs no blanks; `/` does, since `5/m` is a quantity. */
function mayTouch(before: string, after: string): boolean {
  return /^[(){},:]$/.test(before) || /^[(){},:"]/.test(after) || isOperator(before) !== isOperator(after);
}

function isOperator(token: string): boolean {
  return /^(?:[<>=!]=|[<>=+*]|->)$/.test(token);
}
