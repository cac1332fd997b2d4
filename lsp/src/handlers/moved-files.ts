/** `workspace/willRenameFiles` */

import type { WorkspaceEdit } from "vscode-languageserver";
import { editsForMoves } from "../features/moved-files.ts";
import type { Handler } from "./handler.ts";
import { joinedEdits, toWorkspaceEdit } from "./workspace-edit.ts";

export const movedFilesHandler: Handler = {
  capabilities: {
    workspace: { fileOperations: { willRename: { filters: [{ scheme: "file", pattern: { glob: "**/*" } }] } } },
  },
  register(connection, context) {
    connection.workspace.onWillRenameFiles(async ({ files }) => {
      const edits: WorkspaceEdit[] = [];
      for (const view of await context.views()) {
        const own = editsForMoves(view, files);
        if (own.length > 0) edits.push(toWorkspaceEdit(context, view, own));
      }
      return edits.length === 0 ? null : joinedEdits(edits);
    });
  },
};
