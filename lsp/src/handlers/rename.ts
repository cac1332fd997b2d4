/** `textDocument/prepareRename` and `rename` */

import { LSPErrorCodes, ResponseError, type WorkspaceEdit } from "vscode-languageserver";
import { toRange } from "../convert.ts";
import { prepareRename, rename } from "../features/rename.ts";
import { everyPoint } from "./every-set.ts";
import type { Handler } from "./handler.ts";
import { joinedEdits, toWorkspaceEdit } from "./workspace-edit.ts";

export const renameHandler: Handler = {
  capabilities: (client) => ({
    renameProvider: client.textDocument?.rename?.prepareSupport === true ? { prepareProvider: true } : true,
  }),
  register(connection, context) {
    connection.onPrepareRename(async (params) => {
      const point = await context.at(params);
      const start = point === null ? null : prepareRename(point.view, point.path, point.offset);
      if (point === null || start === null) return null;
      if ("refusal" in start) return refused(start.refusal);
      return { range: toRange(point.view.sources.get(point.path)!, start.place.span), placeholder: start.name };
    });
    connection.onRenameRequest(async (params) => {
      const edits: WorkspaceEdit[] = [];
      for (const { view, path, offset } of await everyPoint(context, params)) {
        const renaming = rename(view, path, offset, params.newName);
        if (renaming === null) continue;
        if ("refusal" in renaming) return refused(renaming.refusal);
        edits.push(toWorkspaceEdit(context, view, renaming.edits));
      }
      return edits.length === 0 ? refused("no name of a policy stands here") : joinedEdits(edits);
    });
  },
};

/** An error that clients show as it is. */
function refused(reason: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, reason);
}
