/** Looks for lines that are too long although they could have been broken, from the text alone. */

import { displayWidth } from "../../diagnostics/text-width.ts";
import { endOf } from "../../syntax/build-ast.ts";
import { lex } from "../../syntax/lexer.ts";

/** Where a line may be broken: before these, unless they are its first word … */
const before = new Set([
  "and",
  "or",
  "until",
  "for",
  "message",
  "when",
  "->",
  "<",
  "<=",
  ">",
  ">=",
  "==",
  "!=",
  "+",
  "*",
  "/",
]);

/** Lines with more than `width` columns, comments at their end left aside, in which something could begin a new one. */
export function breakableLines(text: string, width: number): string[] {
  return text.split(/\r?\n/).filter((line) => {
    const { tokens } = lex({ path: "line", text: line.replace(/^\ufeff/, "") });
    const last = tokens.at(-1);
    if (last === undefined || displayWidth(line.slice(0, endOf(last))) <= width) return false;
    const words = tokens.map(({ image }) => image);
    // Values in a message are text; the rest of its line cannot be broken.
    const end = words.includes("message") ? words.indexOf("message") + 1 : words.length;
    return words.slice(0, end).some((word, at) => {
      if (at > 0 && before.has(word) && !(word === "for" && words[at - 1] === ")")) return true;
      // … and behind these, unless they are its last.
      return at < end - 1 && word === ",";
    });
  });
}
