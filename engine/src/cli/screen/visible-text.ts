/** Foreign text made harmless, and how many columns a terminal gives it. */

/** Wide in every terminal: East Asian Wide and Fullwidth of Unicode's EastAsianWidth table, in rising order. */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1b000, 0x1b2ff],
  [0x20000, 0x3fffd],
];

const marks = /^[\p{Mn}\p{Me}]$/u;
const emoji = /^\p{Emoji_Presentation}$/u;

/** Columns of one code point; text must have been through `harmless`. */
function columnsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (marks.test(character)) return 0;
  if (code >= 0x1f1e6 && code <= 0x1f1ff) return 1;
  if (wideRanges.some(([first, last]) => code >= first && code <= last)) return 2;
  return emoji.test(character) ? 2 : 1;
}

/** ASCII, lines and blocks: nearly all that the screen prints, one column a character. */
const narrow = /^[ -~\u2500-\u25a0]*$/;

export function columnsUsed(text: string): number {
  if (narrow.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += columnsOf(character);
  return columns;
}

/**
 * One line of text that can do nothing to a terminal: control characters (escape sequences begin with one) and halves of
 * surrogate pairs become `�`, line ends and tabs blanks. Invisible format characters, among them those that turn the
 * direction of writing around, go; so do emoji joiners, variations and skin tones, on whose width terminals disagree.
 */
export function harmless(text: string): string {
  return text
    .replace(/\r\n|[\t\n\v\f\r\u2028\u2029]/g, " ")
    .replace(/\p{Cf}|[\u{fe00}-\u{fe0f}]|[\u{1f3fb}-\u{1f3ff}]/gu, "")
    .replace(/[\p{Cc}\p{Cs}]/gu, "�");
}

/** As much of the text as fits, its cut end marked with `mark`; the mark alone where not even one character fits. */
export function fit(text: string, columns: number, mark = "…"): string {
  if (columnsUsed(text) <= columns) return text;
  const room = columns - columnsUsed(mark);
  if (room < 0) return "";
  let used = 0;
  let kept = "";
  for (const character of text) {
    used += columnsOf(character);
    if (used > room) break;
    kept += character;
  }
  return kept + mark;
}

/** As many whole words as fit, and the rest; a word that is wider than a whole row is broken. */
export function breakText(text: string, columns: number): readonly [head: string, rest: string] {
  if (columnsUsed(text) <= columns) return [text, ""];
  const head = fit(text, columns, "");
  const blank = text[head.length] === " " ? head.length : head.lastIndexOf(" ");
  const at = blank > 0 ? blank : head.length;
  return [text.slice(0, at).trimEnd(), text.slice(at).trimStart()];
}

/** Exactly `columns` wide: cut or filled with blanks. */
export function pad(text: string, columns: number, side: "left" | "right" = "left", mark?: string): string {
  const fitted = fit(text, columns, mark);
  const blanks = " ".repeat(Math.max(0, columns - columnsUsed(fitted)));
  return side === "left" ? fitted + blanks : blanks + fitted;
}
