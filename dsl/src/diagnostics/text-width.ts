/** How many columns of a terminal a text takes. */

/** Tabs are shown as far as the next multiple of this. */
const tabStop = 4;
const zeroWidth = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
/** East Asian wide and emoji: two columns each. */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u;

/** One column each, and shown as they are: nearly every line is of these alone. */
const plain = /^[ -~]*$/;

/** Columns that a line takes when it is shown by `expandTabs`. */
export function displayWidth(line: string): number {
  if (plain.test(line)) return line.length;
  let width = 0;
  for (const character of line) width += characterWidth(character, width);
  return width;
}

function characterWidth(character: string, column: number): number {
  if (character === "\t") return tabStop - (column % tabStop);
  if (character.length === 1 && character >= " " && character <= "~") return 1;
  if (zeroWidth.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

/** A line as it is shown: tabs as blanks, characters that would move the cursor as `\ufffd`. */
export function expandTabs(line: string): string {
  if (plain.test(line)) return line;
  let shown = "";
  let width = 0;
  for (const character of line) {
    const columns = characterWidth(character, width);
    shown += shownAs(character, columns);
    width += columns;
  }
  return shown;
}

function shownAs(character: string, columns: number): string {
  if (character === "\t") return " ".repeat(columns);
  if (/^[\p{Cc}\p{Cs}\u2028\u2029]$/u.test(character)) return "\ufffd";
  // Marks of writing direction would turn the frame around.
  return /^[\u200e\u200f\u202a-\u202e\u2066-\u2069]$/.test(character) ? "" : character;
}
