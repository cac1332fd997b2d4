/** What a client keeps of a server's answers, to ask for less the next time. */

import type { Diagnostic, SemanticTokensEdit } from "vscode-languageserver";
import { PublishDiagnosticsNotification } from "vscode-languageserver";
import type { ProtocolConnection } from "vscode-languageserver/node";
import { canonicalUri } from "../../workspace/uris.ts";

interface Report {
  readonly kind: "full" | "unchanged";
  readonly resultId?: string;
  readonly items?: readonly Diagnostic[];
}

interface DocumentReport extends Report {
  readonly relatedDocuments?: Readonly<Record<string, Report>>;
}

interface WorkspaceReport {
  readonly items: readonly (Report & { readonly uri: string })[];
}

interface TokensAnswer {
  readonly resultId?: string;
  readonly data?: readonly number[];
  readonly edits?: readonly SemanticTokensEdit[];
}

/** By file. */
class Kept<T> {
  private readonly last = new Map<string, string>();
  private readonly known = new Map<string, T>();

  lastId(uri: string): string | undefined {
    return this.last.get(canonicalUri(uri));
  }

  get(uri: string, id: string | undefined): T | undefined {
    return id === undefined ? undefined : this.known.get(`${canonicalUri(uri)} ${id}`);
  }

  keep(uri: string, id: string | undefined, value: T): void {
    if (id === undefined) return;
    this.last.set(canonicalUri(uri), id);
    this.known.set(`${canonicalUri(uri)} ${id}`, value);
  }

  lastIds(): readonly { readonly uri: string; readonly value: string }[] {
    return [...this.last].map(([uri, value]) => ({ uri, value }));
  }
}

/** `problem`: of an answer that rests on something the client was never told. */
export function createMirror(connection: ProtocolConnection, problem: (message: string) => void) {
  const diagnostics = new Kept<readonly Diagnostic[]>();
  const tokens = new Kept<readonly number[]>();
  const published = new Map<string, readonly Diagnostic[]>();
  connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics: told }) => {
    published.set(canonicalUri(uri), told);
  });

  function keepReport(uri: string, { kind, resultId, items }: Report): readonly Diagnostic[] {
    const found = kind === "full" ? items : diagnostics.get(uri, resultId);
    if (found === undefined) problem(`${uri}: "unchanged" since ${resultId}, of which nothing was ever told`);
    diagnostics.keep(uri, resultId, found ?? []);
    return found ?? [];
  }

  function keepTokens(uri: string, previous: string | undefined, answer: TokensAnswer): readonly number[] {
    let data = [...(answer.data ?? [])];
    if (answer.edits !== undefined) {
      data = [...(tokens.get(uri, previous) ?? [])];
      for (const { start, deleteCount, data: fresh = [] } of answer.edits.toReversed()) {
        data.splice(start, deleteCount, ...fresh);
      }
    }
    tokens.keep(uri, answer.resultId, data);
    return data;
  }

  return {
    /** As last told, in whatever way. */
    shown: (uri: string) => diagnostics.get(uri, diagnostics.lastId(uri)) ?? published.get(canonicalUri(uri)) ?? [],
    published: (uri: string) => published.get(canonicalUri(uri)) ?? [],
    async diagnostics(uri: string): Promise<readonly Diagnostic[]> {
      const previousResultId = diagnostics.lastId(uri);
      const report = await connection.sendRequest<DocumentReport>("textDocument/diagnostic", {
        textDocument: { uri },
        ...(previousResultId === undefined ? {} : { previousResultId }),
      });
      for (const [other, related] of Object.entries(report.relatedDocuments ?? {})) keepReport(other, related);
      return keepReport(uri, report);
    },
    async everywhere(): Promise<ReadonlyMap<string, readonly Diagnostic[]>> {
      const { items } = await connection.sendRequest<WorkspaceReport>("workspace/diagnostic", {
        previousResultIds: diagnostics.lastIds(),
      });
      return new Map(items.map((report) => [canonicalUri(report.uri), keepReport(report.uri, report)]));
    },
    async tokens(uri: string): Promise<readonly number[]> {
      const previousResultId = tokens.lastId(uri);
      const method = `textDocument/semanticTokens/full${previousResultId === undefined ? "" : "/delta"}`;
      const textDocument = { uri };
      return keepTokens(
        uri,
        previousResultId,
        await connection.sendRequest(method, { textDocument, previousResultId }),
      );
    },
  };
}

export type Mirror = ReturnType<typeof createMirror>;
