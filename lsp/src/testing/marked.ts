/** Texts with cursors: `|` is where one stands, `[[` and `]]` enclose a place that is expected. */

import type { Place } from "../features/place.ts";

export interface Cursor {
  readonly path: string;
  readonly offset: number;
}

export interface Marked {
  readonly texts: Readonly<Record<string, string>>;
  /** In the order of the files and of their texts. */
  readonly cursors: readonly Cursor[];
  readonly places: readonly Place[];
}

/** Takes the marks out of the texts of a set, by path. A policy that needs a `|` itself has to be tested otherwise. */
export function marked(files: Readonly<Record<string, string>>): Marked {
  const texts: Record<string, string> = {};
  const cursors: Cursor[] = [];
  const places: Place[] = [];
  for (const [path, text] of Object.entries(files)) {
    let clean = "";
    const open: number[] = [];
    for (const part of text.split(/(\||\[\[|\]\])/)) {
      if (part === "|") cursors.push({ path, offset: clean.length });
      else if (part === "[[") open.push(clean.length);
      else if (part === "]]") places.push({ file: path, span: { start: open.pop()!, end: clean.length } });
      else clean += part;
    }
    texts[path] = clean;
  }
  return { texts, cursors, places };
}
