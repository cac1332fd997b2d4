/** The marks the screen draws with, and their plain forms for terminals that know no others. */

export interface Glyphs {
  readonly levels: readonly string[];
  readonly full: string;
  readonly empty: string;
  readonly running: string;
  readonly unprotected: string;
  readonly idle: string;
  readonly pending: string;
  readonly firing: string;
  readonly dash: string;
  readonly dot: string;
  readonly cut: string;
  readonly rule: string;
}

export const unicodeGlyphs: Glyphs = {
  levels: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
  full: "━",
  empty: "─",
  running: "●",
  unprotected: "○",
  idle: "·",
  pending: "▲",
  firing: "■",
  dash: "—",
  dot: "·",
  cut: "…",
  rule: "─",
};

export const asciiGlyphs: Glyphs = {
  levels: ["_", ".", "-", "=", "+", "*", "%", "#"],
  full: "=",
  empty: "-",
  running: "*",
  unprotected: "o",
  idle: ".",
  pending: "^",
  firing: "!",
  dash: "-",
  dot: "-",
  cut: "~",
  rule: "-",
};

/** Whether the terminal can be trusted with characters beyond ASCII, from its environment. */
export function speaksUnicode(environment: Readonly<Record<string, string | undefined>>): boolean {
  const { TERM, LC_ALL, LC_CTYPE, LANG } = environment;
  // The Linux console's font has no eighth blocks.
  if (TERM === "linux") return false;
  const locale = LC_ALL || LC_CTYPE || LANG;
  if (locale === undefined) return process.platform === "win32" || process.platform === "darwin";
  return /utf-?8/i.test(locale);
}
