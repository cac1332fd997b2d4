/** The diagnostics of each file, with a name for what they say: who has been told it already need not be told again. */

import type { Diagnostic } from "vscode-languageserver";
import { remarksByFile, remarksIn } from "../../features/code-actions/remarks.ts";
import type { PolicyView, Remark } from "../../workspace/policy-view.ts";
import type { ServerContext } from "../handler.ts";
import { type Shown, shownBy, toDiagnostic } from "./to-diagnostics.ts";

export interface FileReport {
  /** As the client spells it. */
  readonly uri: string;
  readonly items: readonly Diagnostic[];
  /** The same for the same items of a file. */
  readonly id: string;
}

export interface Reports {
  of(view: PolicyView, path: string): Promise<FileReport>;
  /** Of every file of the view that is told of with this set, also where there is nothing to say. */
  all(view: PolicyView): Promise<readonly FileReport[]>;
}

export function createReports(context: ServerContext): Reports {
  const converted = new WeakMap<readonly Remark[], readonly Diagnostic[]>();
  const named = new Map<string, { readonly text: string; readonly id: string }>();
  let shown: Shown | null = null;
  let names = 0;

  function itemsOf(view: PolicyView, path: string): readonly Diagnostic[] {
    const remarks = remarksIn(view, path);
    shown ??= shownBy(context.client);
    const { codePageUri = () => null } = context.host;
    const items = converted.get(remarks) ?? remarks.map((remark) => toDiagnostic(view, remark, shown!, codePageUri));
    converted.set(remarks, items);
    return items;
  }

  function nameOf(uri: string, items: readonly Diagnostic[]): string {
    const text = JSON.stringify(items);
    const known = named.get(uri);
    if (known?.text === text) return known.id;
    const id = `${++names}`;
    named.set(uri, { text, id });
    return id;
  }

  async function report(view: PolicyView, path: string): Promise<FileReport> {
    const { diagnostics } = await context.settings();
    const uri = view.uriOf(path);
    const items = itemsOf(view, path).slice(0, Math.max(0, diagnostics.limit));
    return { uri, items, id: nameOf(uri, items) };
  }

  return {
    of: report,
    async all(view) {
      const paths = new Set([...view.sources.keys(), ...remarksByFile(view).keys()]);
      return Promise.all([...paths].filter((path) => context.owns(view, path)).map((path) => report(view, path)));
    },
  };
}
