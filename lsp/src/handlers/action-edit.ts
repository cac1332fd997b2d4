/** The edits of a code action, as the client can take them. */

import type { CreateFile, SnippetTextEdit, TextDocumentEdit, TextEdit, WorkspaceEdit } from "vscode-languageserver";
import { toTextEdit } from "../convert.ts";
import type { ActionEdit } from "../features/code-actions/action.ts";
import { escaped, field } from "../features/completion/item.ts";
import type { PolicyView } from "../workspace/policy-view.ts";
import type { ServerContext } from "./handler.ts";

/** A file that is not there is made, what the author is to replace is a stop of a snippet: where the client knows of these. */
export function toActionEdit(context: ServerContext, view: PolicyView, edits: readonly ActionEdit[]): WorkspaceEdit {
  const known = context.client.workspace?.workspaceEdit ?? {};
  const hasSnippets = known.snippetEditSupport === true;
  const byFile = Map.groupBy(edits, ({ file }) => file);
  if (known.documentChanges !== true) {
    const changes = [...byFile].map(([file, own]): [string, TextEdit[]] => [
      view.uriOf(file),
      own.map((edit) => plainEdit(view, edit)),
    ]);
    return { changes: Object.fromEntries(changes) };
  }
  const documentChanges = [...byFile].flatMap(([file, own]): (CreateFile | TextDocumentEdit)[] => {
    const uri = view.uriOf(file);
    const create: CreateFile[] = view.sources.has(file)
      ? []
      : [{ kind: "create", uri, options: { ignoreIfExists: true } }];
    const textDocument = { uri, version: view.sources.has(file) ? context.versionOf(uri) : null };
    return [...create, { textDocument, edits: own.map((edit) => (hasSnippets ? snippetEdit : plainEdit)(view, edit)) }];
  });
  return { documentChanges };
}

function plainEdit(view: PolicyView, edit: ActionEdit): TextEdit {
  return toTextEdit(view.sources.get(edit.file) ?? { path: edit.file, text: "" }, edit);
}

function snippetEdit(view: PolicyView, edit: ActionEdit): TextEdit | SnippetTextEdit {
  const plain = plainEdit(view, edit);
  if (edit.placeholder === undefined) return plain;
  const { start, end } = edit.placeholder;
  const [before, within, after] = [edit.text.slice(0, start), edit.text.slice(start, end), edit.text.slice(end)];
  const value = `${escaped(before)}${field(1, within)}${escaped(after)}$0`;
  return { range: plain.range, snippet: { kind: "snippet", value } };
}
