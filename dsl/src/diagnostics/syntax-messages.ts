/** What is said about text that does not lex or parse. */

import type { MessageTable } from "./catalogue.ts";

type Written = { readonly written: string; readonly meant: string | null };

const didYouMean = (suggestion: string | null) => (suggestion === null ? "" : `; did you mean \`${suggestion}\`?`);
const write = (meant: string | null) => (meant === null ? "" : `: write \`${meant}\``);

export const syntaxMessages = {
  "syntax-error": {
    expected: (p: { expected: string; found: string }) => `expected ${p.expected}, found ${p.found}`,
    missing: (p: { expected: string; found: string }) => `expected ${p.expected} before ${p.found}`,
    keyword: (p: { word: string }) => `\`${p.word}\` is a keyword and names nothing; expected a value`,
    "split-metric": (p: { found: string; meant: string }) =>
      `\`${p.found}\` is not one name; did you mean \`${p.meant}\`?`,
    "misspelt-keyword": (p: { found: string; meant: string }) =>
      `\`${p.found}\` is not a keyword; did you mean \`${p.meant}\`?`,
    "misspelt-word": (p: { expected: string; found: string; meant: string }) =>
      `expected ${p.expected}, found \`${p.found}\`; did you mean \`${p.meant}\`?`,
    operator: (p: { shown: string; meant: string }) => `\`${p.shown}\` is not an operator; write \`${p.meant}\``,
    assignment: () => "`=` does not compare; write `==` to test for equality",
    chain: () => "comparisons do not chain; join two of them with `and`",
    "missing-brace": (p: { what: string; found: string }) =>
      `${p.what} is not closed; expected \`}\` before ${p.found}`,
    "missing-paren": (p: { found: string }) => `this \`(\` is not closed; expected \`)\` before ${p.found}`,
    "early-brace": (p: { what: string; found: string; moved: boolean }) =>
      `this \`}\` ends ${p.what} before ${p.found}; ${p.moved ? "move it behind that" : "remove it"}`,
    "stray-brace": () => "this `}` closes nothing; remove it",
    "misplaced-item": (p: { found: string; home: string }) => `${p.found} can only stand in ${p.home}`,
    "dotted-name": (p: { what: string; found: string; meant: string }) =>
      `the name of ${p.what} has no dots; write \`${p.meant}\` instead of \`${p.found}\``,
    "quoted-name": (p: { what: string; meant: string }) => `the name of ${p.what} has no quotes; write \`${p.meant}\``,
    "only-cancel-all": (p: { action: string }) => `only \`cancel\` takes \`all\`; \`${p.action}\` acts on one macro`,
    "open-brace": () => "this `{` is not closed; write `}` after the value, or `\\{` for the brace itself",
    "close-brace": () => "this `}` closes nothing; write `\\}` for the brace itself",
    "bare-instant": (p: { meant: string }) => `an instant stands in double quotes; write \`${p.meant}\``,
    "string-in-value": () => "a value in a message holds no strings; put the text outside of the braces",
    "too-deep": (p: { limit: number }) =>
      `this is nested more than ${p.limit} deep; name parts of it or split the rule`,
    "too-long": (p: { limit: number }) => `this has more than ${p.limit} operators; split the rule`,
  },
  "unknown-character": {
    semicolon: () => "statements take no `;`; every statement begins with a keyword",
    blank: (p: { shown: string }) => `${p.shown} is not a blank here; write a plain one`,
    letter: (p: { shown: string }) => `\`${p.shown}\` cannot be part of a name; names have a-z, A-Z, 0-9 and _`,
    operator: (p: { shown: string; meant: string }) => `\`${p.shown}\` is not an operator; write \`${p.meant}\``,
    quotes: (p: { shown: string }) => `strings do not begin with ${p.shown}; write them in double quotes`,
    other: (p: { shown: string }) => `\`${p.shown}\` means nothing here; remove it or put it into a string`,
  },
  "unterminated-string": {
    unterminated: () => 'this string is not closed; end it with `"` on the same line',
  },
  "invalid-escape": {
    unknown: (p: { written: string }) =>
      `\`${p.written}\` is not an escape; escapes are \\" \\\\ \\n \\t \\u{…} \\{ and \\}`,
    unicode: (p: { written: string }) =>
      `\`${p.written}\` is not a character; write \\u{…} with one to six hexadecimal digits up to 10FFFF`,
  },
  "unknown-unit": {
    unknown: (p: { unit: string; suggestion: string | null; units: string }) =>
      `\`${p.unit}\` is not a unit${p.suggestion === null ? `; units are ${p.units}` : didYouMean(p.suggestion)}`,
  },
  "malformed-quantity": {
    "blank-before-unit": (p: Written) => `a unit follows its number without a blank${write(p.meant)}`,
    "blank-in-compound": (p: Written) => `a compound duration has no blanks${write(p.meant)}`,
    "trailing-digits": (p: Written) => `\`${p.written}\` ends without a unit${write(p.meant)}`,
    "repeated-unit": (p: Written) => `\`${p.written}\` names a unit twice; write each once, larger units first`,
    "rising-units": (p: Written) => `\`${p.written}\` does not put larger units first${write(p.meant)}`,
    "not-compound": (p: Written) =>
      `\`${p.written}\` has several units; only durations are written so, as in \`1m30s\``,
    "digit-grouping": (p: Written) =>
      `in \`${p.written}\` an underscore does not stand between two digits${write(p.meant)}`,
    "bare-point": (p: Written) => `\`${p.written}\` has no digits after the point${write(p.meant)}`,
    "leading-point": (p: Written) => `\`${p.written}\` has no digit before the point${write(p.meant)}`,
    "two-points": (p: Written) => `\`${p.written}\` is not a number; a number has one decimal point`,
    "too-large": (p: Written) =>
      `\`${p.written.length > 20 ? `${p.written.slice(0, 20)}…` : p.written}\` is too large for a number`,
  },
  "malformed-time": {
    "not-a-time": (p: Written) =>
      `\`${p.written}\` is not a time of day; times are HH:MM from 00:00 to 24:00${write(p.meant)}`,
    "end-of-day-start": () => "`24:00` can only end a span; a day starts at `00:00`",
    "equal-ends": (p: { time: string }) =>
      `a span from ${p.time} to ${p.time} is empty; leave the times out to mean the whole day`,
  },
  "reserved-word": {
    name: (p: { word: string; what: string }) =>
      `\`${p.word}\` is a keyword and cannot name ${p.what}; choose another name`,
  },
} as const satisfies MessageTable;
