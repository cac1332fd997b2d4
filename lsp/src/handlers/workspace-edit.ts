/** Edits of several files, as the client can take them. */

import type { TextEdit, WorkspaceEdit } from "vscode-languageserver";
import { toTextEdit } from "../convert.ts";
import type { Edit } from "../features/place.ts";
import type { PolicyView } from "../workspace/policy-view.ts";
import type { ServerContext } from "./handler.ts";

/** With the versions that they were made for, where the client looks at those. */
export function toWorkspaceEdit(context: ServerContext, view: PolicyView, edits: readonly Edit[]): WorkspaceEdit {
  const byUri = new Map<string, TextEdit[]>();
  for (const edit of edits) {
    const source = view.sources.get(edit.file);
    if (source === undefined) continue;
    const uri = view.uriOf(edit.file);
    const known = byUri.get(uri) ?? [];
    known.push(toTextEdit(source, edit));
    byUri.set(uri, known);
  }
  if (context.client.workspace?.workspaceEdit?.documentChanges !== true) return { changes: Object.fromEntries(byUri) };
  const documentChanges = [...byUri].map(([uri, found]) => ({
    textDocument: { uri, version: context.versionOf(uri) },
    edits: found,
  }));
  return { documentChanges };
}
