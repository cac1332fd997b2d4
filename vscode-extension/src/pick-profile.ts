/** Asks for a profile of the policies in the workspace. */

import { type QuickPickItem, type Uri, window, workspace } from "vscode";
import { declaredNames } from "./declared-names.ts";

/** Undefined where nobody chose; the profile under the cursor comes first. */
export async function pickProfile(title: string): Promise<string | undefined> {
  const found = await namesInWorkspace("profile");
  const here = profileAtCursor();
  const sorted = found.toSorted((a, b) => Number(b.name === here) - Number(a.name === here));
  const items: QuickPickItem[] = sorted.map(({ name, path }) => ({ label: name, description: path }));
  if (items.length === 0) return window.showInputBox({ title, prompt: "Name of the profile" });
  return (await window.showQuickPick(items, { title, placeHolder: "Profile", matchOnDescription: true }))?.label;
}

function profileAtCursor(): string | undefined {
  const editor = window.activeTextEditor;
  if (editor?.document.languageId !== "macropolicy") return undefined;
  const before = editor.document.getText().slice(0, editor.document.offsetAt(editor.selection.active));
  return declaredNames(before, "profile").at(-1);
}

export interface FoundName {
  readonly name: string;
  /** As people read it. */
  readonly path: string;
}

/** In buffers as they are, in other files as they were saved. */
export async function namesInWorkspace(kind: "profile" | "template"): Promise<readonly FoundName[]> {
  const uris = await workspace.findFiles("**/*.macropolicy", "**/node_modules/**", 2000);
  const open = new Map(workspace.textDocuments.map((document) => [document.uri.toString(), document]));
  const others = workspace.textDocuments
    .filter(({ languageId, isUntitled }) => languageId === "macropolicy" && isUntitled)
    .map(({ uri }) => uri);
  const found = await Promise.all(
    [...uris, ...others].map(async (uri) => {
      const text = open.get(uri.toString())?.getText() ?? (await read(uri));
      return declaredNames(text, kind).map((name) => ({ name, path: workspace.asRelativePath(uri) }));
    }),
  );
  return found.flat().toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

async function read(uri: Uri): Promise<string> {
  try {
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch {
    // Gone since it was found.
    return "";
  }
}
