/** A command line as people type it, taken apart: blanks divide, quotes and backslashes keep together. */

/** A sentence where a quote is not closed. */
export function splitCommandLine(line: string): readonly string[] | { readonly problem: string } {
  const words: string[] = [];
  let word: string | null = null;
  let quote = "";
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!;
    const next = line[at + 1] ?? "";
    if (quote !== "") {
      if (character === quote) quote = "";
      else if (quote === '"' && character === "\\" && (next === '"' || next === "\\")) word += line[++at]!;
      else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= "";
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (character === "\\" && /["'\s\\]/.test(next)) {
      word = (word ?? "") + next;
      at++;
    } else word = (word ?? "") + character;
  }
  if (quote !== "") return { problem: `A quote ${quote} is not closed` };
  if (word !== null) words.push(word);
  return words;
}
