/** A new policy in three questions: how much harm the macro can do, its name, what its macros are called. */

import { type QuickPickItem, Uri, ViewColumn, WorkspaceEdit, window, workspace } from "vscode";
import { derivedPolicy, type PolicyStart, policyStarts } from "../new-policy/policy-texts.ts";
import { namesInWorkspace } from "../pick-profile.ts";
import type { Command } from "./command.ts";

interface StartItem extends QuickPickItem {
  readonly start: Pick<PolicyStart, "text">;
}

export const newPolicy: Command = {
  id: "macropolicy.newPolicy",
  async run(_, given) {
    const start = await pickStart();
    if (start === undefined) return;
    const name = await askName();
    if (name === undefined) return;
    const pattern = await window.showInputBox({
      title: "New policy (3/3)",
      prompt: `Which macros does ${name} govern? * stands for anything`,
      value: `${name}*`,
      validateInput: (text) => (/^[^"\\{}\r\n]+$/.test(text) ? undefined : "Write a name or a pattern, without quotes"),
    });
    if (pattern !== undefined) await write(await folderFor(given), name, start.text(name, pattern));
  },
};

async function pickStart(): Promise<StartItem["start"] | undefined> {
  const templates = await namesInWorkspace("template");
  const items: StartItem[] = [
    ...policyStarts.map((start) => ({ label: start.label, detail: start.detail, start })),
    ...templates.map(({ name, path }) => ({
      label: `Made from template ${name}`,
      description: path,
      start: { text: (profile: string, pattern: string) => derivedPolicy(profile, name, pattern) },
    })),
  ];
  const title = "New policy (1/3)";
  return (await window.showQuickPick(items, { title, placeHolder: "How much harm can the macro do?" }))?.start;
}

async function askName(): Promise<string | undefined> {
  const taken = new Set((await namesInWorkspace("profile")).map(({ name }) => name));
  return window.showInputBox({
    title: "New policy (2/3)",
    prompt: "Name of the profile",
    placeHolder: "heal",
    validateInput: (text) => {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) return "Letters, digits and _, not beginning with a digit";
      return taken.has(text) ? `There is a profile ${text} already` : undefined;
    },
  });
}

/** The folder that was pointed at, that of the policies, or none. */
async function folderFor(given: unknown): Promise<Uri | null> {
  if (given instanceof Uri) return given;
  const open = window.activeTextEditor?.document;
  if (open?.languageId === "macropolicy" && !open.isUntitled) return Uri.joinPath(open.uri, "..");
  const folder = workspace.workspaceFolders?.[0]?.uri;
  if (folder === undefined) return null;
  const [policy] = await workspace.findFiles("**/*.macropolicy", "**/node_modules/**", 1);
  return policy === undefined ? Uri.joinPath(folder, "policies") : Uri.joinPath(policy, "..");
}

async function write(folder: Uri | null, name: string, text: string): Promise<void> {
  const uri = folder === null ? null : Uri.joinPath(folder, `${name}.macropolicy`);
  if (uri === null || (await exists(uri))) {
    const document = await workspace.openTextDocument({ language: "macropolicy", content: text });
    await window.showTextDocument(document, ViewColumn.Active);
    return;
  }
  const edit = new WorkspaceEdit();
  edit.createFile(uri, { contents: new TextEncoder().encode(text) });
  await workspace.applyEdit(edit);
  await window.showTextDocument(uri);
}

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
