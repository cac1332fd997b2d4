/** Text for Discord: shown as it is, and no longer than it takes. */

/** Text that Discord shows as it is: its marks for formatting, links and mentions escaped, control characters gone. */
export function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, (character) => (character === "\n" ? "\n" : ""))
    .replace(/[\\*_~`|<>[\]@]|:(?!\s|$)|^[-#]/gm, (mark) => `\\${mark}`);
}

/** At most `most` UTF-16 units, never half a character, and no escape without what it escapes. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "");
  const escapes = /\\+$/.exec(kept)?.[0].length ?? 0;
  return `${escapes % 2 === 1 ? kept.slice(0, -1) : kept}…`;
}
