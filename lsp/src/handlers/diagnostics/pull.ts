/** Diagnostics for clients that ask for them: `textDocument/diagnostic`, `workspace/diagnostic`. */

import {
  type Connection,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type FullDocumentDiagnosticReport,
  type UnchangedDocumentDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver";
import type { PolicyView } from "../../workspace/policy-view.ts";
import type { DocumentView, ServerContext } from "../handler.ts";
import type { FileReport, Reports } from "./reports.ts";

/** `look`: the set of a document that is about to be told of, linted if there is time. */
export function answerPulls(
  connection: Connection,
  context: ServerContext,
  reports: Reports,
  look: (uri: string) => Promise<DocumentView | null>,
): void {
  /** What the client was told last, by URI. */
  const told = new Map<string, string>();

  function reported({ uri, items, id }: FileReport, previous: string | undefined) {
    told.set(uri, id);
    return previous === id ? unchanged(id) : full(items, id);
  }

  /** Open documents of the same set that an edit of this one has changed something for. */
  async function related(view: PolicyView, own: string) {
    if (context.client.textDocument?.diagnostic?.relatedDocumentSupport !== true) return {};
    const relatedDocuments: Record<string, FullDocumentDiagnosticReport> = {};
    for (const path of view.sources.keys()) {
      const uri = view.uriOf(path);
      if (path === own || context.versionOf(uri) === null || !context.owns(view, path)) continue;
      const report = await reports.of(view, path);
      if (told.get(uri) === report.id || !told.has(uri)) continue;
      told.set(uri, report.id);
      relatedDocuments[uri] = full(report.items, report.id);
    }
    return Object.keys(relatedDocuments).length === 0 ? {} : { relatedDocuments };
  }

  connection.languages.diagnostics.on(async ({ textDocument, previousResultId }): Promise<DocumentDiagnosticReport> => {
    const found = await look(textDocument.uri);
    if (found === null) return full([], "none");
    const { view, path } = found;
    const report = await reports.of(view, path);
    return { ...reported(report, previousResultId), ...(await related(view, path)) };
  });

  connection.languages.diagnostics.onWorkspace(async ({ previousResultIds }, token) => {
    const previous = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
    const items: WorkspaceDocumentDiagnosticReport[] = [];
    for (const view of await context.views()) {
      if (token.isCancellationRequested) break;
      for (const report of await reports.all(view)) {
        const { uri } = report;
        items.push({ ...reported(report, previous.get(uri)), uri, version: context.versionOf(uri) });
        previous.delete(uri);
      }
    }
    // Of files that are gone, or belong to no set any more, there is nothing to say.
    for (const uri of previous.keys()) items.push({ ...full([], "none"), uri, version: context.versionOf(uri) });
    return { items };
  });
}

function full(items: FileReport["items"], resultId: string): FullDocumentDiagnosticReport {
  return { kind: DocumentDiagnosticReportKind.Full, resultId, items: [...items] };
}

function unchanged(resultId: string): UnchangedDocumentDiagnosticReport {
  return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
}
