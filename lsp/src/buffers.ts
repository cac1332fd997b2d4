/** Open documents as texts, which no range of an edit can harm. */

import type { Range, TextDocumentContentChangeEvent } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";

export const buffers = {
  create: TextDocument.create,
  /**
   * As the protocol has it: one change after the other, positions past the end of a line or of the text being those ends. The
   * library's own text can lose count of its lines by a range that begins below the last one.
   */
  update(document: TextDocument, changes: readonly TextDocumentContentChangeEvent[], version: number): TextDocument {
    for (const change of changes) {
      const within = "range" in change ? { range: rangeIn(document, change.range), text: change.text } : change;
      TextDocument.update(document, [within], version);
    }
    return document;
  },
};

function rangeIn(document: TextDocument, { start, end }: Range): Range {
  return {
    start: document.positionAt(document.offsetAt(start)),
    end: document.positionAt(document.offsetAt(end)),
  };
}
