/** never-matching-pattern: a `match` that nothing can match. */

import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { File, StringLiteral } from "../../syntax/ast.ts";
import { ownMatches } from "../own-matches.ts";
import type { Finding, LintRule } from "../rule.ts";

export const neverMatchingPattern: LintRule<"never-matching-pattern"> = {
  code: "never-matching-pattern",
  category: "bugs",
  level: "warning",
  summary: "A pattern that no macro or process can match.",
  fix: "remove blanks at its ends",
  fixChangesMeaning: true,
  *check(set): Iterable<Finding> {
    for (const { file, target, pattern } of ownMatches(set)) {
      const wrong = target === "process" ? wrongWithProcess(pattern) : wrongWithAny(pattern);
      if (wrong === null) continue;
      yield {
        file: file.source.path,
        span: pattern.span,
        message: `the pattern ${JSON.stringify(pattern.value)} ${wrong}`,
        fixes: fixesOf(file, pattern),
      };
    }
  },
};

function fixesOf({ source }: File, { span, value }: StringLiteral): Fix[] {
  const trimmed = value.trim();
  if (trimmed === value || trimmed === "") return [];
  const text = source.text.slice(span.start, span.end).replace(/^"\s+|\s+"$/g, '"');
  return [{ title: `write \`${text}\``, edits: [{ file: source.path, span, text }] }];
}

/** A script is the argument of what runs it, never the executable. */
const script = /\.(ahk|py|pyw|js|mjs|cjs|ts|lua|sh|bash|rb|pl|ps1|vbs|au3|jar)\}?$/i;

function wrongWithProcess(pattern: StringLiteral): string | null {
  const { value } = pattern;
  const general = wrongWithAny(pattern);
  if (general !== null) return general;
  if (/[ /\\]/.test(value)) return null;
  // Without a blank or a slash only the executable's own name is looked at.
  if (!script.test(value)) return null;
  const name = value.replace(/^\*+/, "");
  return `is held against the name of the executable alone, which for a script is that of its interpreter; write \`* *${name}\` to look at the command line`;
}

function wrongWithAny({ value }: StringLiteral): string | null {
  if (value === "") return "matches nothing; write a name, with `*` for any run of characters";
  if (/^\s|\s$/.test(value)) return "begins or ends with a blank, which no name does; remove the blank";
  const expression = /^\^|\$$/.exec(value);
  if (expression !== null) {
    return `looks like a regular expression: \`${expression[0]}\` stands for itself here; patterns match the whole name anyway, with \`*\` for any run of characters`;
  }
  return wrongWithBrackets(value);
}

function wrongWithBrackets(value: string): string | null {
  const depths = { "{": 0, "[": 0 };
  for (const character of value) {
    if (character === "{") depths["{"] += 1;
    if (character === "}" && depths["{"] > 0) depths["{"] -= 1;
  }
  if (depths["{"] > 0) return "has a `{` without `}`, which stands for itself; close it";
  const rest = value.replace(/\[!?[^\]]+\]/g, (set) => (emptyRange(set) ? "\0" : ""));
  if (rest.includes("\0")) return "has a range whose end comes before its start, which nothing matches; turn it round";
  return rest.includes("[") ? "has a `[` without `]`, which stands for itself; close it" : null;
}

/** A set of ranges that all run backwards. */
function emptyRange(set: string): boolean {
  const members = set.slice(1, -1);
  if (members.startsWith("!")) return false;
  const ranges = [...members.matchAll(/(.)-(.)/gsu)];
  const single = members.replace(/(.)-(.)/gsu, "");
  return (
    ranges.length > 0 && single === "" && ranges.every(([, low, high]) => low!.toLowerCase() > high!.toLowerCase())
  );
}
