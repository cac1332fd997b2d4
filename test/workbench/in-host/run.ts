/**
 * Runs inside VS Code, beside the extension: what the editor's own API answers for a policy, and how long the extension took
 * to be ready. Bundled by the test that starts it; what fails is thrown, with its name.
 */

import { deepStrictEqual, ok } from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type CallHierarchyItem,
  type CodeAction,
  type CodeLens,
  type CompletionList,
  commands,
  type DocumentLink,
  type DocumentSymbol,
  extensions,
  type FoldingRange,
  type Hover,
  type InlayHint,
  type Location,
  type LocationLink,
  Position,
  Range,
  type SelectionRange,
  type SemanticTokens,
  type SignatureHelp,
  type SymbolInformation,
  type TextDocument,
  type TextEdit,
  type TypeHierarchyItem,
  Uri,
  type WorkspaceEdit,
  workspace,
} from "vscode";

/** What the test that has started this reads afterwards, in the folder. */
export const answersFile = "in-host.json";

interface Answers {
  /** From the call to the end of `activate`, in a window that has settled. */
  activationMs: number;
  /** Until the server answers. */
  readyMs: number;
  /** What held, by name. */
  readonly held: string[];
}

export async function run(): Promise<void> {
  const folder = workspace.workspaceFolders![0]!.uri;
  const answers: Answers = { activationMs: 0, readyMs: 0, held: [] };
  const extension = extensions.getExtension("macro-engine.macropolicy")!;
  ok(!extension.isActive, "active although no policy was looked at");
  await settled();
  const began = performance.now();
  const api = (await extension.activate()) as { readonly ready: Promise<void> };
  answers.activationMs = performance.now() - began;
  await api.ready;
  answers.readyMs = performance.now() - began;
  const heal = await workspace.openTextDocument(Uri.joinPath(folder, "policies/heal.macropolicy"));
  const levels = await workspace.openTextDocument(Uri.joinPath(folder, "policies/levels.macropolicy"));
  deepStrictEqual([heal.languageId, levels.languageId], ["macropolicy", "macropolicy"]);
  const failed: string[] = [];
  for (const [name, holds] of Object.entries(checks)) {
    try {
      await holds({ heal, levels });
      answers.held.push(name);
    } catch (error) {
      failed.push(`${name}: ${error instanceof Error ? error.message : error}`);
    }
  }
  writeFileSync(join(folder.fsPath, answersFile), JSON.stringify(answers));
  if (failed.length > 0) throw new Error(failed.join("\n"));
}

/** Waits, for some time, until the window answers at once: while it is being built, activation waits for it as everything does. */
async function settled(): Promise<void> {
  let quick = 0;
  for (let tries = 0; quick < 5 && tries < 50; tries += 1) {
    const began = performance.now();
    await commands.executeCommand("setContext", "macropolicy.measured", tries);
    quick = performance.now() - began < 20 ? quick + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

interface Shown {
  readonly heal: TextDocument;
  readonly levels: TextDocument;
}

const after = (document: TextDocument, text: string) => {
  const at = document.getText().indexOf(text);
  ok(at >= 0, `no ${text}`);
  return document.positionAt(at + text.length);
};

const ask = <T>(name: string, document: TextDocument, ...rest: readonly unknown[]) =>
  commands.executeCommand<T>(`vscode.execute${name}`, document.uri, ...rest);

const everything = ({ lineCount }: TextDocument) => new Range(0, 0, lineCount, 0);

const fileOf = (uri: Uri) => uri.path.split("/").at(-1);

/** A feature a check, by its name in the editor's API. */
const checks: Readonly<Record<string, (shown: Shown) => Promise<void>>> = {
  async completion({ heal }) {
    const { items } = await ask<CompletionList>("CompletionItemProvider", heal, after(heal, "cancel when "));
    const labels = items.map(({ label }) => (typeof label === "string" ? label : label.label));
    ok(labels.includes("fps") && labels.includes("raid_night"), labels.join());
    ok(!labels.includes("profile"), "a declaration in a condition");
  },
  async hover({ levels }) {
    const hovers = await ask<Hover[]>("HoverProvider", levels, after(levels, "when cpu.us"));
    const text = hovers.flatMap(({ contents }) =>
      contents.map((content) => (typeof content === "string" ? content : content.value)),
    );
    ok(text.join().includes("percent"), text.join());
  },
  async "signature help"({ heal }) {
    const edited = await workspace.openTextDocument({
      language: "macropolicy",
      content: "profile p { rule r: warn when avg(cpu.usage, ) > 1% }",
    });
    ok(edited.uri.toString() !== heal.uri.toString());
    const help = await ask<SignatureHelp>("SignatureHelpProvider", edited, after(edited, "avg(cpu.usage, "));
    deepStrictEqual(help.activeParameter, 1);
  },
  async definition({ heal }) {
    const found = await ask<(Location | LocationLink)[]>("DefinitionProvider", heal, after(heal, "extends rel"));
    deepStrictEqual(
      found.map((place) => fileOf("uri" in place ? place.uri : place.targetUri)),
      ["levels.macropolicy"],
    );
  },
  async references({ levels }) {
    const found = await ask<Location[]>("ReferenceProvider", levels, after(levels, "param cpu_usage"));
    deepStrictEqual(
      new Set(found.map(({ uri }) => fileOf(uri))),
      new Set(["levels.macropolicy", "heal.macropolicy", "heal.yaml"]),
    );
  },
  async highlights({ levels }) {
    const found = await ask<unknown[]>("DocumentHighlights", levels, after(levels, "param ho"));
    deepStrictEqual(found.length, 3);
  },
  async rename({ levels }) {
    const edit = await ask<WorkspaceEdit>("DocumentRenameProvider", levels, after(levels, "param ho"), "patience");
    deepStrictEqual(
      edit.entries().map(([uri, edits]) => [fileOf(uri), edits.length]),
      [["levels.macropolicy", 3]],
    );
  },
  async "document symbols"({ heal }) {
    const symbols = await ask<DocumentSymbol[]>("DocumentSymbolProvider", heal);
    ok(symbols.some(({ name, children }) => name === "heal" && children.some((child) => child.name === "raid")));
  },
  async "workspace symbols"() {
    const found = await commands.executeCommand<SymbolInformation[]>(
      "vscode.executeWorkspaceSymbolProvider",
      "memory_full",
    );
    ok(
      found.some(({ name, location }) => name.includes("memory_full") && fileOf(location.uri) === "levels.macropolicy"),
    );
  },
  async hierarchy({ heal }) {
    const [item] = await commands.executeCommand<(TypeHierarchyItem | CallHierarchyItem)[]>(
      "vscode.prepareTypeHierarchy",
      heal.uri,
      after(heal, "profile he"),
    );
    const above = await commands.executeCommand<TypeHierarchyItem[]>("vscode.provideSupertypes", item);
    deepStrictEqual(
      above.map(({ name }) => name),
      ["relaxed"],
    );
  },
  async "code actions"({ levels }) {
    const place = new Range(after(levels, "memory.usage > "), after(levels, "memory.usage > 95%"));
    const actions = await ask<CodeAction[]>("CodeActionProvider", levels, place);
    ok(
      actions.some(({ title }) => /param/i.test(title)),
      actions.map(({ title }) => title).join(),
    );
  },
  async formatting({ heal }) {
    const edits = await ask<TextEdit[] | undefined>("FormatDocumentProvider", heal, { tabSize: 2, insertSpaces: true });
    deepStrictEqual(edits ?? [], []);
  },
  async "inlay hints"({ levels }) {
    const hints = await ask<InlayHint[]>("InlayHintProvider", levels, everything(levels));
    ok(hints.length > 0);
  },
  async "code lenses"({ heal }) {
    const lenses = await ask<CodeLens[]>("CodeLensProvider", heal, 100);
    const titles = lenses.map(({ command }) => command?.title ?? "");
    ok(
      titles.some((title) => /test/i.test(title)),
      titles.join(),
    );
    ok(
      titles.some((title) => /reference|use/i.test(title)),
      titles.join(),
    );
  },
  async "semantic tokens"({ heal }) {
    const { data } = await commands.executeCommand<SemanticTokens>("vscode.provideDocumentSemanticTokens", heal.uri);
    ok(data.length > 0);
  },
  async folding({ heal }) {
    const folds = await ask<FoldingRange[]>("FoldingRangeProvider", heal);
    // A profile and five tests.
    ok(folds.length >= 6, String(folds.length));
  },
  async selection({ heal }) {
    const [around] = await ask<SelectionRange[]>("SelectionRangeProvider", heal, [after(heal, "fps < 1")]);
    ok(around!.parent?.parent !== undefined);
  },
  async links({ heal }) {
    const edited = await workspace.openTextDocument(Uri.joinPath(heal.uri, "../traced.macropolicy"));
    const links = await ask<DocumentLink[]>("LinkProvider", edited, 100);
    deepStrictEqual(
      links.map(({ target }) => fileOf(target!)),
      ["night.csv"],
    );
  },
  async "no position past the end breaks anything"({ heal }) {
    await ask<Hover[]>("HoverProvider", heal, new Position(100_000, 100_000));
  },
};
