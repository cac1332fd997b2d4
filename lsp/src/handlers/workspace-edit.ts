/** Edits of several files, as the client can take them. */

import type { TextEdit, WorkspaceEdit } from "vscode-languageserver";
import { toTextEdit } from "../convert.ts";
import type { Edit } from "../features/place.ts";
import type { PolicyView } from "../workspace/policy-view.ts";
import { unique } from "./every-set.ts";
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

/** Those of several sets; what two of them say of one file they share is done once. */
export function joinedEdits(edits: readonly WorkspaceEdit[]): WorkspaceEdit {
  const byUri = new Map<string, { readonly version: number | null; edits: readonly TextEdit[] }>();
  const add = (uri: string, version: number | null, fresh: readonly TextEdit[]) => {
    const all = [...(byUri.get(uri)?.edits ?? []), ...fresh];
    byUri.set(uri, { version, edits: unique(all, (edit) => JSON.stringify(edit)) });
  };
  let versioned = false;
  for (const { documentChanges, changes } of edits) {
    versioned ||= documentChanges !== undefined;
    for (const change of documentChanges ?? []) {
      if ("textDocument" in change)
        add(change.textDocument.uri, change.textDocument.version, change.edits as TextEdit[]);
    }
    for (const [uri, fresh] of Object.entries(changes ?? {})) add(uri, null, fresh);
  }
  if (!versioned) return { changes: Object.fromEntries([...byUri].map(([uri, change]) => [uri, [...change.edits]])) };
  return {
    documentChanges: [...byUri].map(([uri, change]) => ({
      textDocument: { uri, version: change.version },
      edits: [...change.edits],
    })),
  };
}
