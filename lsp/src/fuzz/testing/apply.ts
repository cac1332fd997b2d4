/** Takes the edits that a server answers with, as an editor does. */

import type { TextEdit, WorkspaceEdit } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { canonicalUri } from "../../workspace/uris.ts";
import type { Buffers } from "./buffers.ts";

interface Edited {
  readonly uri: string;
  readonly edits: readonly TextEdit[];
}

/** A list of edits of the document, an edit of the workspace, or a list of actions of which the first with edits is taken. */
export function editsIn(answer: unknown, uri: string): readonly Edited[] {
  if (!Array.isArray(answer)) return answer === null ? [] : inWorkspace(answer as WorkspaceEdit);
  const found = (answer as { edit?: WorkspaceEdit }[]).find(({ edit }) => edit !== undefined);
  if (found?.edit !== undefined) return inWorkspace(found.edit);
  const own = (answer as Partial<TextEdit>[]).filter((each): each is TextEdit => each.newText !== undefined);
  return own.length === 0 ? [] : [{ uri, edits: own }];
}

function inWorkspace({ changes = {}, documentChanges = [] }: WorkspaceEdit): readonly Edited[] {
  return [
    ...Object.entries(changes).map(([uri, edits]) => ({ uri, edits })),
    ...documentChanges.flatMap((change) => {
      if (!("textDocument" in change)) return [];
      return [{ uri: change.textDocument.uri, edits: change.edits.map(plain) }];
    }),
  ];
}

type AnyEdit = TextEdit | { readonly range: TextEdit["range"]; readonly snippet: { readonly value: string } };

function plain(edit: unknown): TextEdit {
  const { range, ...rest } = edit as AnyEdit;
  return { range, newText: "snippet" in rest ? rest.snippet.value : rest.newText };
}

/** What is wrong with them: editors refuse those that overlap, or are outside of the text. */
export function apply(
  edited: readonly Edited[],
  { open, change, write }: Buffers,
  disk: ReadonlyMap<string, string>,
): string[] {
  return edited.flatMap(({ uri, edits }) => {
    const key = canonicalUri(uri);
    const document = open.get(key) ?? TextDocument.create(key, "", 0, disk.get(key) ?? "");
    const outside = edits.find(({ range }) =>
      [range.start, range.end].some((position) => {
        const within = document.positionAt(document.offsetAt(position));
        return within.line !== position.line || within.character !== position.character;
      }),
    );
    if (outside !== undefined) return [`${uri}: an edit is outside of the text: ${JSON.stringify(outside)}`];
    let text: string;
    try {
      text = TextDocument.applyEdits(document, [...edits]);
    } catch (error) {
      return [`${uri}: ${(error as Error).message}: ${JSON.stringify(edits)}`];
    }
    if (open.has(key)) change(key, [{ text }]);
    else write(key, text);
    return [];
  });
}
