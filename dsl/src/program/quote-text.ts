/** Texts as policy writes them, between double quotes. */

/** Characters that may not stand as they are: quotes, backslashes, controls, line ends, halves of a pair. */
const toEscape =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be written otherwise
  /["\\\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const toEscapeInMessage = new RegExp(`[{}]|${toEscape.source}`, "g");

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\t": "\\t",
  "{": "\\{",
  "}": "\\}",
};

/** A text as a string of policy, quotes included. */
export function quoteText(text: string): string {
  return `"${escaped(text)}"`;
}

/** Without the quotes. A message's braces are escaped too: unescaped ones hold values. */
export function escaped(text: string, isMessage = false): string {
  return text.replace(isMessage ? toEscapeInMessage : toEscape, escapeOf);
}

function escapeOf(character: string): string {
  const short = shortEscapes[character];
  if (short !== undefined) return short;
  const code = character.charCodeAt(0);
  // No escape stands for half a character.
  return code >= 0xd800 && code <= 0xdfff ? "\\u{FFFD}" : `\\u{${code.toString(16).toUpperCase()}}`;
}
