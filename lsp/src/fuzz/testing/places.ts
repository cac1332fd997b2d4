/** Places in documents, and sometimes outside of them. */

import type { Position, Range } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Random } from "../../../../dsl/src/testing/random.ts";

export function somewhere(document: TextDocument, random: Random, longest: number): Range {
  if (random.chance(0.03)) return { start: { line: 9999, character: 0 }, end: { line: 9999, character: 7 } };
  const length = document.getText().length;
  const start = random.below(length + 1);
  const end = Math.min(length, start + random.below(longest));
  const past = random.chance(0.05) ? 1000 : 0;
  const moved = ({ line, character }: Position) => ({ line, character: character + past });
  return { start: document.positionAt(start), end: moved(document.positionAt(end)) };
}
